"""An indicator of one year by family of purchases, in number and in value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.documents.classeur import Onglet
from spaser.documents.lecture import Mesure, read_valeur
from spaser.documents.tableur import Cellule
from spaser.documents.vue_bilan import VARIANTES, LigneBilan
from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.donnees.indicateurs.segments import ParFamille, count_familles, sum_segments
from spaser.donnees.valeurs import Segment
from spaser.erreurs import ErreurSpaser
from spaser.web.chiffres.selectors import find_mesure, list_prouvees
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
        return [mesure for mesure in (self.nombre, self.montant) if mesure is not None]


def list_segments(
    source: SourceChiffres, bilan: BilanAcheteur, ligne: LigneBilan, annee: int | None
) -> list[Famille]:
    """Break a share down for a year; nothing for an indicator that is no share."""
    fiches = [fiche for fiche in (ligne.fiche, ligne.jumelle) if fiche]
    mesures = [
        mesure
        for expression in _EXPRESSIONS
        for fiche in fiches
        if (mesure := find_mesure(bilan, fiche.code, annee, expression))
    ]
    par_famille: dict[str, dict[str, Mesure]] = {}
    for mesure, segments in break_down(source.chaud, mesures):
        for segment in segments:
            lue = read_valeur(segment.valeur, mesure.fiche)
            par_famille.setdefault(segment.famille, {})[lue.valeur.variante] = lue
    return [Famille(nom, **mesures) for nom, mesures in par_famille.items()]


def break_down(
    source: EntrepotChaud, mesures: Sequence[Mesure]
) -> Iterator[tuple[Mesure, list[Segment]]]:
    """Break figures of one buyer and year down by family, the heaviest first; none unproved."""
    if not mesures or mesures[0].annee is None:
        return
    siren, annee = mesures[0].valeur.siren, mesures[0].annee
    codes = tuple(dict.fromkeys(mesure.fiche.code for mesure in mesures))
    comptes = read_familles(source, siren, annee, codes)
    for mesure in mesures:
        if mesure.fiche.code in comptes:
            yield mesure, sum_segments(mesure.valeur, comptes[mesure.fiche.code])


def read_familles(
    source: EntrepotChaud, siren: str, annee: int | None, codes: tuple[str, ...]
) -> Mapping[str, ParFamille]:
    """Return the contracts behind figures of a year, by code and family; none without a list."""
    try:
        return source.recall(
            ("familles", siren, annee, codes),
            lambda ouvert: count_familles(ouvert, siren, annee, list_prouvees(ouvert, codes)),
        )
    except ErreurSpaser:
        return {}


def build_onglet(
    source: SourceChiffres, bilan: BilanAcheteur, familles: Sequence[Famille]
) -> Onglet:
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
