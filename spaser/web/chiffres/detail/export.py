"""The figures on demand as sheets: every rate by group, single figures, buyers alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spaser.documents.classeur import Onglet
from spaser.documents.lecture import Mesure
from spaser.documents.tableur import Cellule, as_part
from spaser.documents.vue_bilan import VARIANTES
from spaser.donnees.indicateurs.demande import DEFINITIONS, RUBRIQUES, list_rubrique
from spaser.web.chiffres.detail.lecture import Detail, list_valeurs, tell

_MESURE: Final = (
    "Expression", "Valeur", "Borne basse", "Borne haute", "Numérateur", "Dénominateur", "Marchés",
    "Sans réponse", "Lecture", "Version de la méthode", "Source", "Données au",
)  # fmt: skip
_DEBUT: Final = ("SIREN", "Code", "Indicateur", "Année")
_VOISINS: Final = (
    "Code", "Indicateur", "Année", "Expression", "Valeur ici", "Lecture", "Un quart au-dessous",
    "Milieu", "Un quart au-dessus", "Acheteurs comparés",
)  # fmt: skip

BORNES: Final = "Pour une part : tous les marchés sans réponse à non, puis tous à oui."


def list_onglets(detail: Detail) -> list[Onglet]:
    entetes = (*_DEBUT, detail.axe.colonne, *_MESURE)
    return [
        Onglet(f"Taux {detail.axe.libelle}", entetes, list(_list_taux(detail))),
        Onglet("Concurrence et titulaires", (*_DEBUT, *_MESURE), list(_list_constats(detail))),
        Onglet("Acheteurs semblables", _VOISINS, list(_list_voisins(detail))),
    ]


def _list_taux(detail: Detail) -> Iterator[tuple[Cellule, ...]]:
    """Yield each rate once: those of the law are also in their theme."""
    for rubrique in RUBRIQUES[1:]:
        for groupe in detail.read_groupes(rubrique):
            for valeur in groupe.valeurs.values():
                mesure = tell(valeur, detail.origine)
                yield (*_begin(detail, mesure), groupe.nom, *_tell(detail, mesure))


def _list_constats(detail: Detail) -> Iterator[tuple[Cellule, ...]]:
    for valeur in list_valeurs(detail.read_constats()):
        mesure = tell(valeur, detail.origine)
        yield (*_begin(detail, mesure), *_tell(detail, mesure))


def _list_voisins(detail: Detail) -> Iterator[tuple[Cellule, ...]]:
    etendues = detail.read_voisins().etendues
    for rubrique in RUBRIQUES[1:]:
        for indicateur in list_rubrique(rubrique):
            for variante in indicateur.variantes:
                etendue = etendues.get((indicateur.code, variante))
                mesure = detail.find(indicateur.code, variante) if etendue else None
                if etendue and mesure:
                    quarts = (etendue.quart, etendue.milieu, etendue.trois_quarts)
                    yield (
                        indicateur.code, indicateur.libelle, detail.annee, VARIANTES[variante],
                        as_part(mesure.valeur.valeur), mesure.verdict, *map(as_part, quarts),
                        etendue.acheteurs,
                    )  # fmt: skip


def _begin(detail: Detail, mesure: Mesure) -> tuple[Cellule, ...]:
    return detail.siren, mesure.fiche.code, mesure.fiche.libelle, detail.annee


def _tell(detail: Detail, mesure: Mesure) -> tuple[Cellule, ...]:
    valeur = mesure.valeur
    return (
        VARIANTES[valeur.variante], *mesure.cellules, valeur.n, valeur.inconnus, mesure.verdict,
        DEFINITIONS[valeur.indicateur].version, detail.origine.libelle, detail.bilan.date_donnees,
    )  # fmt: skip
