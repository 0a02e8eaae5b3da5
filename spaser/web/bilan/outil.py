"""What the app `bilan` declares: what a space agrees to, and counts without any name."""

from __future__ import annotations

from typing import Any, Final

from spaser.web.bilan.models import CompteJalon, Participation
from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.comptes.models import Utilisateur


def export_participations(personne: Utilisateur) -> list[dict[str, Any]]:
    siennes = Participation.objects.filter(auteur=personne).select_related("espace")
    return [
        {"organisation": p.espace.nom, "comptee": p.comptee, "aide": p.aide, "mot": p.mot}
        for p in siennes
    ]


OUTILS: Final = (
    Outil(
        code="programme",
        titre="Ce que nous disons au programme",
        vue="bilan:participation",
        ordre=60,
        groupe=Groupe.EQUIPE,
        description="Compter votre jalon parmi ceux des autres, demander de l’aide à l’équipe.",
        gestes=(
            Vocabulaire(
                "programme",
                "Programme",
                {
                    "compte": "a accepté que le jalon de l’organisation soit compté",
                    "retrait": "n’accepte plus que le jalon de l’organisation soit compté",
                    "aide": "a demandé de l’aide à l’équipe du programme",
                    "sans_aide": "ne demande plus d’aide à l’équipe du programme",
                },
            ),
        ),
        modeles=(
            Modele(
                Participation,
                gestes=(
                    "programme.compte",
                    "programme.retrait",
                    "programme.aide",
                    "programme.sans_aide",
                ),
                export="programme_participations",
                detache=("auteur",),
            ),
            Modele(CompteJalon, hors_espace="It holds numbers that name nobody."),
        ),
        donnees=(
            Part(
                "programme_participations",
                exporte=export_participations,
                reste="Ce que vous avez dit au programme pour une organisation reste, sans votre "
                "nom.",
            ),
        ),
    ),
)
