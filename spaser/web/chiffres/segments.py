"""An indicator of one year by family of purchases, in number and in value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.documents.classeur import Onglet
from spaser.documents.lecture import Mesure, read_valeur
from spaser.documents.tableur import Cellule
from spaser.documents.vue_bilan import VARIANTES, LigneBilan
from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.donnees.indicateurs.preuve import sum_segments
from spaser.donnees.valeurs import Segment
from spaser.web.chiffres.selectors import find_mesure, sum_preuve
from spaser.web.chiffres.source import SourceChiffres
from spaser.web.espace.bilans import BilanAcheteur

_EXPRESSIONS: Final = ("nombre", "montant")
_ENTETES: Final = (
    "SIREN", "Code", "Indicateur", "Année", "Famille d’achat", "Expression", "Valeur",
    "Borne basse", "Borne haute", "Numérateur", "Dénominateur", "Marchés", "Sans réponse",
    "Lecture", "Source", "Données au",
)  # fmt: skip


@dataclass(frozen=True)
class Famille:
    """The share of a family of purchases, both ways; None where the indicator has but one."""

    nom: str
    nombre: Mesure | None = None
    montant: Mesure | None = None

    @property
    def mesures(self) -> list[Mesure]:
        """Return the ways that are there."""
        return [mesure for mesure in (self.nombre, self.montant) if mesure is not None]


def list_segments(
    source: SourceChiffres, bilan: BilanAcheteur, ligne: LigneBilan, annee: int | None
) -> list[Famille]:
    """Break a share down for a year; nothing for an indicator that is no share."""
    par_famille: dict[str, dict[str, Mesure]] = {}
    for expression in _EXPRESSIONS:
        for nom, mesure in _read(source, bilan, ligne, annee, expression):
            par_famille.setdefault(nom, {})[expression] = mesure
    return [Famille(nom, **mesures) for nom, mesures in par_famille.items()]


def _read(
    source: SourceChiffres,
    bilan: BilanAcheteur,
    ligne: LigneBilan,
    annee: int | None,
    expression: str,
) -> Iterable[tuple[str, Mesure]]:
    for fiche in filter(None, (ligne.fiche, ligne.jumelle)):
        mesure = find_mesure(bilan, fiche.code, annee, expression)
        segments = read_segments(bilan, mesure, source.chaud) if mesure else None
        for segment in segments or ():
            yield segment.famille, read_valeur(segment.valeur, fiche)


def read_segments(
    bilan: BilanAcheteur, mesure: Mesure, source: EntrepotChaud
) -> list[Segment] | None:
    """Break a figure down by family, the heaviest first; None without its proof."""
    return sum_preuve(
        bilan, mesure, source, "segments",
        lambda preuve: sum_segments(mesure.valeur, preuve.lignes, preuve.familles),
    )  # fmt: skip


def build_onglet(
    source: SourceChiffres, bilan: BilanAcheteur, familles: Sequence[Famille]
) -> Onglet:
    """Return the breakdown as a sheet."""
    lignes = [
        _cells(source, bilan, famille.nom, mesure)
        for famille in familles
        for mesure in famille.mesures
    ]
    return Onglet("Par famille d’achat", _ENTETES, lignes)


def _cells(
    source: SourceChiffres, bilan: BilanAcheteur, nom: str, mesure: Mesure
) -> tuple[Cellule, ...]:
    valeur = mesure.valeur
    return (
        valeur.siren, valeur.indicateur, mesure.fiche.libelle, valeur.annee, nom,
        VARIANTES[valeur.variante], *mesure.cellules, valeur.n, valeur.inconnus, mesure.verdict,
        source.origine.libelle, bilan.date_donnees,
    )  # fmt: skip
