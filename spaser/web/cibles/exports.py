"""Targets and values as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spaser.documents.cibles import as_cellule
from spaser.documents.classeur import Onglet
from spaser.documents.tableur import Cellule
from spaser.web.cibles.selectors import LigneSuivi, SuiviAnnuel

_SUIVI: Final = (
    "Code", "Indicateur", "Demandé par la loi", "Unité", "Année de départ", "Valeur de départ",
    "Année visée", "Valeur visée", "Année", "Valeur", "Borne basse", "Borne haute", "Numérateur",
    "Dénominateur", "Attendu", "Écart", "État", "Raison", "Nature", "Compté sur", "Source",
    "Preuve", "Commentaire", "Fournie par", "Notée le", "Référent", "Référence",
)  # fmt: skip
_VALEURS: Final = (
    "Code", "Indicateur", "Unité", "Année", "Valeur", "Borne basse", "Borne haute", "Numérateur",
    "Dénominateur", "Nature", "Compté sur", "Source", "Preuve", "Commentaire", "Fournie par",
    "Notée le", "Référence",
)  # fmt: skip


def list_onglets(suivi: SuiviAnnuel) -> list[Onglet]:
    """Return what is followed in one year, then every value that was kept."""
    return [
        Onglet("Cibles", _SUIVI, [_write(ligne) for ligne in suivi.lignes]),
        Onglet(
            "Valeurs notées", _VALEURS, [rang for ligne in suivi.lignes for rang in _list(ligne)]
        ),
    ]


def _write(ligne: LigneSuivi) -> list[Cellule]:
    une, unite, base, cible = ligne.valeur, ligne.unite, ligne.base, ligne.cible
    return [
        ligne.code,
        ligne.nom,
        ligne.est_legal,
        unite,
        base.annee if base else None,
        as_cellule(base.valeur if base else None, unite),
        cible.annee if cible else None,
        as_cellule(cible.valeur if cible else None, unite),
        ligne.annee,
        *([as_cellule(n, unite) for n in (une.valeur, une.bas, une.haut)] if une else [None] * 3),
        *([float(n) if n is not None else None for n in (une.numerateur, une.denominateur)]
          if une else [None] * 2),
        as_cellule(ligne.attendu, unite),
        ligne.texte_ecart,
        ligne.etat.libelle,
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


def _list(ligne: LigneSuivi) -> Iterator[list[Cellule]]:
    for annee in sorted(ligne.gardees):
        une, unite = ligne.gardees[annee], ligne.unite
        yield [
            ligne.code,
            ligne.nom,
            unite,
            annee,
            *(as_cellule(nombre, unite) for nombre in (une.valeur, une.bas, une.haut)),
            *(float(n) if n is not None else None for n in (une.numerateur, une.denominateur)),
            une.nature.libelle,
            une.origine.libelle if une.origine else "",
            une.source,
            une.preuve,
            une.commentaire,
            une.par,
            une.le,
            une.reference,
        ]
