"""The demonstration's plans, all of them plainly fictitious."""

from __future__ import annotations

from typing import Any, Final, cast

from spaser.metier.politiques import EtatPlan, Plan, find_plan
from spaser.web.organisations.premiers_contenus import find_metropole
from spaser.web.politiques.models import Politique

_PLANS: Final[dict[str, dict[str, Any]]] = {
    "PCAET": {
        "debut": 2022,
        "fin": 2027,
        "service": "direction de la transition écologique",
        "document": "délibération 2022-045 (fictive)",
        "objectifs": [
            ("Réduire de 30 % les émissions de nos achats de travaux", "climat", "ENV-17"),
            ("Interroger chaque besoin sur l’énergie", "climat", "ENV-19"),
            ("Passer la moitié du parc en faibles émissions", "mobilite", "ENV-13"),
        ],
    },
    "PLPDMA": {
        "debut": 2021,
        "fin": 2026,
        "service": "direction des déchets",
        "objectifs": [("Acheter un meuble sur quatre d’occasion", "dechets", "ENV-07")],
    },
    "INSERTION": {
        "debut": 2024,
        "fin": 2026,
        "service": "direction de l’emploi",
        "objectifs": [("Atteindre 60 000 heures d’insertion par an", "insertion", "SOC-07")],
    },
    "EGALITE": {"debut": 2023, "fin": 2025, "service": "direction des ressources humaines"},
    "NUMERIQUE": {"etat": EtatPlan.PREPARATION, "service": "direction du numérique"},
    "PAT": {"etat": EtatPlan.ABSENT},
}


def load_demonstration() -> None:
    espace = find_metropole()
    if espace is None:
        return
    for code, champs in _PLANS.items():
        Politique.objects.get_or_create(
            espace=espace, code_plan=code, defaults=_write(code, champs)
        )


def _write(code: str, champs: dict[str, Any]) -> dict[str, Any]:
    plan = cast("Plan", find_plan(code))  # of the catalogue
    objectifs = [
        {"texte": texte, "sous_theme": theme, "indicateur": indicateur}
        for texte, theme, indicateur in champs.get("objectifs", [])
    ]
    themes = [theme.value for theme in plan.sous_themes]
    return {"nom": plan.nom, "sous_themes": themes, **champs, "objectifs": objectifs}
