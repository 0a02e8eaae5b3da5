"""Targets and values as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spaser.documents.cibles import as_cellule
from spaser.documents.classeur import Onglet
from spaser.documents.tableur import Cellule
from spaser.metier.cibles.modele import POURCENT
from spaser.web.cibles.lecture import ValeurLue
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.selectors import SuiviAnnuel

PART: Final = "part"
_SUIVI: Final = (
    "Code", "Indicateur", "Notre lecture de la loi", "Unité", "Année de départ", "Valeur de départ",
    "Année de la cible", "Cible", "Année", "Valeur", "Borne basse", "Borne haute", "Numérateur",
    "Dénominateur", "n", "Sans réponse", "Réserve", "Attendu", "Écart à la valeur attendue",
    "État", "Raison", "Nature", "Compté sur", "Source", "Preuve", "Commentaire", "Fournie par",
    "Notée le", "Référent", "Référence",
)  # fmt: skip
_VALEURS: Final = (
    "Code", "Indicateur", "Unité", "Année", "Valeur", "Borne basse", "Borne haute", "Numérateur",
    "Dénominateur", "n", "Sans réponse", "Réserve", "Nature", "Compté sur", "Source", "Preuve",
    "Commentaire", "Fournie par", "Notée le", "Référence",
)  # fmt: skip


def list_onglets(suivi: SuiviAnnuel) -> list[Onglet]:
    return [
        Onglet("Cibles", _SUIVI, [_write(ligne) for ligne in suivi.lignes]),
        Onglet(
            "Valeurs notées", _VALEURS, [rang for ligne in suivi.lignes for rang in _list(ligne)]
        ),
    ]


def _write(ligne: LigneSuivi) -> list[Cellule]:
    une, unite, base, visee = ligne.valeur, ligne.unite, ligne.base, ligne.vise.visee
    return [
        ligne.code,
        ligne.nom,
        ligne.est_legal,
        _name_unite(unite),
        base.annee if base else None,
        as_cellule(base.valeur if base else None, unite),
        visee.cible_annee,
        as_cellule(visee.cible_valeur, unite),
        ligne.annee,
        *(_count(une) if une else [None] * 8),
        as_cellule(ligne.attendu, unite),
        ligne.texte_ecart,
        ligne.libelle_etat,
        ligne.raison,
        une.nature.libelle if une else "",
        une.origine.libelle if une and une.origine else "",
        une.source if une else ligne.absence,
        une.preuve if une else "",
        une.commentaire if une else "",
        une.par if une else "",
        une.le if une else None,
        ligne.vise.suivi.referent,
        une.reference if une else "",
    ]  # fmt: skip


def _count(une: ValeurLue) -> list[Cellule]:
    return [
        *(as_cellule(nombre, une.unite) for nombre in (une.valeur, une.bas, une.haut)),
        *(float(n) if n is not None else None for n in (une.numerateur, une.denominateur)),
        une.n,
        une.inconnus,
        une.reserve,
    ]


def _name_unite(unite: str) -> str:
    """Name a unit as cells hold it: a workbook shows a share of 1 in per cent, a CSV does not."""
    return PART if unite == POURCENT else unite


def _list(ligne: LigneSuivi) -> Iterator[list[Cellule]]:
    for annee in sorted(ligne.gardees):
        une = ligne.gardees[annee]
        yield [
            ligne.code,
            ligne.nom,
            _name_unite(ligne.unite),
            annee,
            *_count(une),
            une.nature.libelle,
            une.origine.libelle if une.origine else "",
            une.source,
            une.preuve,
            une.commentaire,
            une.par,
            une.le,
            une.reference,
        ]
