"""What the demonstration's buyers aim at, and values of two years, plainly fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from spaser.metier.grille.modele import ContenuLigne, Priorite
from spaser.metier.indicateurs import Frequence, Rubrique
from spaser.web.cibles.models import IndicateurSuivi
from spaser.web.cibles.services import ValeurNotee, note_valeurs, save_visee
from spaser.web.cibles.vises import list_vises
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.services import add_lignes
from spaser.web.organisations.models import Espace
from spaser.web.organisations.premiers_contenus import (
    find_departement,
    find_figurant,
    find_metropole,
)

type _Visees = Mapping[str, tuple[int, int, Mapping[int, int]]]

# By code: what is aimed at, for when, and the values of years that the site does not compute.
_DE_LA_METROPOLE: Final[_Visees] = {
    "SOC-01": (70, 2028, {}),
    "ENV-01": (100, 2028, {}),
    "SOC-13": (8, 2028, {}),
    "SOC-14": (12, 2028, {}),
    "SOC-07": (60_000, 2028, {2024: 31_200, 2025: 44_850}),
}
_DU_DEPARTEMENT: Final[_Visees] = {
    "SOC-01": (50, 2028, {}),
    "ENV-01": (80, 2028, {}),
    "SOC-13": (5, 2029, {}),
    "SOC-IN": (10, 2029, {}),
    "SOC-07": (25_000, 2029, {2024: 14_200, 2025: 16_900}),
    "ECO-09": (20, 2028, {2024: 29, 2025: 28}),
}
_LIGNES: Final = (  # of the grid of the département, which has no other
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Insertion par l’activité",
        objectif="Des heures d’insertion dans chaque chantier routier qui s’y prête",
        indicateur="Heures d’insertion réalisées",
        code="SOC-07",
        referent="Direction des routes",
        priorite=Priorite.COEUR,
        retenu=True,
        responsable="Direction des routes",
        frequence=Frequence.ANNUELLE,
    ),
    ContenuLigne(
        rubrique=Rubrique.ECONOMIQUE,
        sous_thematique="Accès des petites entreprises",
        objectif="Payer en 20 jours en 2028",
        indicateur="Délai global de paiement",
        code="ECO-09",
        referent="Direction des finances",
        priorite=Priorite.SECONDAIRE,
        retenu=True,
        responsable="Direction des finances",
        frequence=Frequence.TRIMESTRIELLE,
    ),
)
_SOURCES: Final = {
    "SOC-07": "Bilan du facilitateur de la clause sociale (démonstration)",
    "ECO-09": "Comptabilité (démonstration)",
}


def load_demonstration() -> None:
    metropole, departement = find_metropole(), find_departement()
    if metropole and _is_vide(metropole):
        _load(metropole, _DE_LA_METROPOLE, find_figurant("redaction"))
    if departement and _is_vide(departement):
        auteur = find_figurant("departement")
        if not LigneGrille.objects.filter(espace=departement).exists():
            add_lignes(departement, _LIGNES, auteur)
        _load(departement, _DU_DEPARTEMENT, auteur)


def _is_vide(espace: Espace) -> bool:
    return not IndicateurSuivi.objects.filter(espace=espace).exists()


def _load(espace: Espace, visees: _Visees, auteur: Utilisateur) -> None:
    for vise in list_vises(espace):
        code = vise.suivi.code
        if code not in visees:
            continue
        cible, annee, valeurs = visees[code]
        champs = {"cible_valeur": Decimal(cible), "cible_annee": annee}
        save_visee(espace, vise, champs, {}, auteur)
        notees = [
            (vise, ValeurNotee(annee=une, valeur=Decimal(valeur), source=_SOURCES[code]))
            for une, valeur in valeurs.items()
        ]
        if notees:
            note_valeurs(espace, notees, auteur)
