"""The fields of a sheet: those that are known, and those that a whole sheet would have.

A field is named as in the open format, joined by dots: `structure.siren`, `schema.axes`. The fields
of a period and the elements of a list go together: one source tells them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spaser.metier.format_spaser.fichier import widen
from spaser.metier.registre.fiche import Periode, Spaser

_TOUS: Final = (
    "structure.nom",
    "structure.siren",
    "structure.type",
    "structure.code_region",
    "structure.codes_departement",
    "structure.tranche_habitants",
    "structure.tranche_achats",
    "achats_annuels",
    "schema.titre",
    "schema.statut",
    "schema.adopte_le",
    "schema.edition",
    "schema.periode",
    "schema.mutualise",
    "schema.partenaires",
    "schema.obligation",
    "schema.approche",
    "schema.presentation",
    "schema.axes",
    "schema.objectifs",
    "schema.actions",
    "schema.indicateurs",
    "schema.calendrier",
    "schema.gouvernance",
    "schema.texte",
    "documents",
    "liens",
    "contact",
)
# What any buyer can tell of its scheme, in the words of the sheet; the rest is not for all (a
# region has no department, a scheme need not have a title).
ATTENDUS: Final = {
    "structure.siren": "le SIREN",
    "structure.tranche_achats": "le volume d’achats estimé",
    "schema.statut": "le statut",
    "schema.adopte_le": "la date d’adoption",
    "schema.periode": "la période, début et fin",
    "schema.edition": "l’édition",
    "schema.mutualise": "s’il est mutualisé ou non",
    "schema.obligation": "si l’acheteur se dit obligé ou volontaire",
    "schema.approche": "l’approche",
    "schema.presentation": "la présentation",
    "schema.axes": "les axes",
    "schema.objectifs": "les objectifs chiffrés",
    "documents": "le texte du schéma",
    "contact": "le service à contacter",
}


@dataclass(frozen=True, slots=True)
class Completude:
    """How much of a sheet is known: what misses is named."""

    connus: int
    sur: int
    manquants: tuple[str, ...]


def list_connus(spaser: Spaser) -> tuple[str, ...]:
    """Return the fields that say something, in the order of the sheet. « No » says something."""
    large = widen(spaser)
    return tuple(champ for champ in _TOUS if _is_known(read_champ(large, champ)))


def measure_completude(spaser: Spaser, *, fichiers: bool = False) -> Completude:
    """Count what is known of what is expected; `fichiers`: the site keeps a document of it."""
    connus = set(list_connus(spaser))
    if fichiers:
        connus.add("documents")
    if not _has_both_ends(spaser.schema.periode):
        connus.discard("schema.periode")
    manquants = tuple(libelle for champ, libelle in ATTENDUS.items() if champ not in connus)
    return Completude(len(ATTENDUS) - len(manquants), len(ATTENDUS), manquants)


def read_champ(spaser: Spaser, champ: str) -> object:
    valeur: object = spaser
    for nom in champ.split("."):
        valeur = getattr(valeur, nom)
    return valeur


def _is_known(valeur: object) -> bool:
    return valeur not in (None, (), Periode())


def _has_both_ends(periode: Periode) -> bool:
    return periode.debut is not None and (periode.fin is not None or periode.sans_terme)
