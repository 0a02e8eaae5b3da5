"""The SQL of the indicators: written by Ibis for a build, kept in the store, run from there.

A version of the store holds `requetes.json` beside its manifest: one text that gives every figure,
in one scan, and one text a definition that gives the contracts behind its figures. The build runs
what it keeps, and readers run what was kept, so that a proof or a corrected figure follows the
definitions of the published ones, and no reader imports Ibis.

A version of an earlier release has no such file: what is asked for is then written again, once a
process, until the next build.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from spaser.donnees.entrepot.dossier import EntrepotAbime
from spaser.donnees.indicateurs.memoire import recall

REQUETES: Final = "requetes.json"


@dataclass(frozen=True, slots=True)
class Requetes:
    """The DuckDB queries of a version, over tables named as in `colonnes.LUES`."""

    valeurs: str  # every figure that the lists of this version allow
    preuves: dict[str, str]  # by code, whatever the lists


def compose_requetes(absents: frozenset[str]) -> Requetes:
    """Return the queries; figures leave out the indicators that need the lists absent.

    Ibis writes them once for an installation: see `memoire`.
    """
    return recall(Requetes, absents, lambda: _compose_requetes(absents))


def _compose_requetes(absents: frozenset[str]) -> Requetes:
    from spaser.donnees.indicateurs.catalogue import INDICATEURS

    preuves = {i.code: _compose_preuve(i.code) for i in INDICATEURS}
    return Requetes(_compose_valeurs(absents), preuves)


def write_requetes(version: Path, requetes: Requetes) -> None:
    """Keep the queries in a version under construction."""
    texte = msgspec.json.format(msgspec.json.encode(requetes), indent=1)
    (version / REQUETES).write_bytes(texte)


def read_sql_valeurs(version: Path, absents: frozenset[str]) -> str:
    """Return the query of every figure of a version, built when the lists `absents` were not there.

    Raises:
        EntrepotAbime: the queries of this version cannot be understood.

    """
    gardees = _read(version)
    return gardees.valeurs if gardees else _compose_valeurs(absents)


def read_sql_preuve(version: Path, code: str) -> str:
    """Return the query of a proof; that of an indicator younger than the version is written anew.

    Raises:
        EntrepotAbime: the queries of this version cannot be understood.

    """
    gardees = _read(version)
    if gardees and code in gardees.preuves:
        return gardees.preuves[code]
    return _compose_preuve(code)


def _read(version: Path) -> Requetes | None:
    fichier = version / REQUETES
    if not fichier.exists():
        return None
    try:
        return msgspec.json.decode(fichier.read_bytes(), type=Requetes)
    except msgspec.DecodeError as erreur:
        raise EntrepotAbime(
            f"Les requêtes de l'entrepôt sont illisibles : « {fichier} ».",
            "Supprimez le dossier de l'entrepôt, puis importez à nouveau les fichiers.",
        ) from erreur


@cache
def _compose_valeurs(absents: frozenset[str]) -> str:
    from spaser.donnees.indicateurs.calcul import sql_valeurs

    return sql_valeurs(absents)


@cache
def _compose_preuve(code: str) -> str:
    from spaser.donnees.indicateurs.calcul import sql_preuve
    from spaser.donnees.indicateurs.catalogue import PAR_CODE

    return sql_preuve(PAR_CODE[code])
