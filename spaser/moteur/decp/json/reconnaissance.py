"""Telling records from other JSON, by the keys at the start of the file and how deep they are."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_JETON: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?|([{\[])|([}\]])', re.DOTALL)
_PROFONDEUR_MAX: Final = 4
_CONTENEURS: Final = frozenset({"marches", "marche", "contrat-concession"})
_SCHEMA: Final = frozenset({"definitions", "$defs", "properties", "additionalProperties"})
# Fields of a record that other data seldom have, and those that only go with them.
_PROPRES: Final = frozenset(
    """
    acheteur acheteur.id autoriteConcedante codeCPV concessionnaires dateNotification
    datePublicationDonnees formePrix lieuExecution titulaires valeurGlobale
    """.split()
)
_COURANTS: Final = frozenset(
    {"_type", "dureeMois", "id", "montant", "nature", "objet", "procedure", "uid", "modifications"}
)
_COURANTS_MIN: Final = 3
_TABLEAU: Final = frozenset({"acheteur_id", "titulaire_id", "titulaire_id_1"})
_IMBRIQUES: Final = frozenset({"acheteur", "acheteur.id", "autoriteConcedante", "titulaires"})
_SANS_MARCHE: Final = "fichier JSON sans marché : ni « marches », ni acheteur, ni titulaires"


class _Vues(NamedTuple):
    """Keys met, by the number of braces and brackets open around them."""

    cles: list[set[str]]

    def at(self, profondeur: int) -> set[str]:
        return self.cles[profondeur] if profondeur < len(self.cles) else set()


def recognise_json(texte: str) -> str | None:
    """Return why the start of a JSON text announces no record, None when it announces some.

    A record stands at the root, in a list, or under `marches`, as a list or by family.
    """
    vues = _list_cles(texte)
    racine = vues.at(1)
    if racine & _CONTENEURS:
        return None
    if racine & _SCHEMA or ("$schema" in racine and not _is_record(racine)):
        return "schéma de données : il décrit des marchés, il n’en contient pas"
    if "features" in racine or "geometry" in racine | vues.at(2):
        return "données géographiques (GeoJSON), sans marché"
    return _find_fault(vues)


def _find_fault(vues: _Vues) -> str | None:
    """Look for records below the root."""
    profondeurs = range(1, _PROFONDEUR_MAX + 1)
    if any(_is_ligne(vues.at(p)) for p in profondeurs):
        return "tableau exporté en JSON : exportez-le plutôt en CSV"
    if vues.at(2) & _CONTENEURS or any(_is_record(vues.at(p)) for p in profondeurs):
        return None
    return _SANS_MARCHE if any(vues.cles) else "fichier JSON sans aucun enregistrement"


def _is_ligne(cles: set[str]) -> bool:
    """Tell a row of a flat table from a record."""
    return bool(cles & _TABLEAU) and not cles & _IMBRIQUES


def _is_record(cles: set[str]) -> bool:
    return bool(cles & _PROPRES) or len(cles & _COURANTS) >= _COURANTS_MIN


def _list_cles(texte: str) -> _Vues:
    cles: list[set[str]] = [set() for _ in range(_PROFONDEUR_MAX + 1)]
    profondeur = 0
    for jeton in _JETON.finditer(texte):
        if jeton[3]:
            profondeur += 1
        elif jeton[4]:
            profondeur = max(0, profondeur - 1)
        elif jeton[2] and profondeur <= _PROFONDEUR_MAX:
            cles[profondeur].add(jeton[1].strip())
    return _Vues(cles)
