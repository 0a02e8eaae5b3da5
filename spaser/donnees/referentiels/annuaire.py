"""Who a SIREN is: communes, intercommunalities, departments and regions of the embedded tables.

One SIREN is read in the tables as they lie; names are folded once a process, at the first search.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from spaser.donnees.referentiels.embarques import COLONNES_CSV, TABLES, read_fiches
from spaser.donnees.referentiels.noms import IndexNoms
from spaser.identifiants import digits_of, is_siren

COMMUNE: Final = "commune"
REGION: Final = "region"
DEPARTEMENT: Final = "departement"
COLLECTIVITE: Final = "collectivite"
_PREFIXES: Final = {
    "CC ": "Communauté de communes ",
    "CA ": "Communauté d’agglomération ",
    "CU ": "Communauté urbaine ",
}
_SIREN: Final = 9


@dataclass(frozen=True, slots=True)
class Entite:
    """A public buyer of the tables.

    `nature` is one of the four above, or CC, CA, CU, METRO, MET69, EPT.
    """

    siren: str
    nom: str
    nature: str
    code_region: str
    codes_departement: tuple[str, ...]
    population: int | None


@dataclass(frozen=True, slots=True)
class Zone:
    """A region or a department, by its official code."""

    code: str
    nom: str
    code_region: str


def find_entite(siren: str) -> Entite | None:
    """Return who bears this SIREN, if the tables know."""
    for nom, read in _LECTURES.items():
        table = _table(nom)
        rang = pc.index(table["siren"], siren).as_py()
        if rang >= 0:
            return read(table.slice(rang, 1).to_pylist()[0])
    return None


@cache
def list_entites() -> tuple[Entite, ...]:
    """Return every buyer of the tables, the most peopled first."""
    return tuple(sorted(_read_all(), key=lambda e: -(e.population or 0)))


def search_entites(texte: str, limite: int = 20) -> list[Entite]:
    """Find buyers by a SIREN or by the first letters of words of a name or of its place.

    The same name first, then names that begin so, then the others; the most peopled first. A slip
    is mended when nothing is found.
    """
    if siren := _read_siren(texte):
        trouvee = find_entite(siren)
        return [trouvee] if trouvee else []
    reponse = _index().search(texte, limite)
    return [] if reponse.ignores else [list_entites()[t.rang] for t in reponse.trouves]


def name_region(code: str) -> str:
    """Return the name of a region, or an empty text."""
    zone = regions().get(code)
    return zone.nom if zone else ""


def name_departement(code: str) -> str:
    """Return the name of a department, or an empty text."""
    zone = departements().get(code)
    return zone.nom if zone else ""


@cache
def regions() -> Mapping[str, Zone]:
    """Return the regions and overseas collectivities by code."""
    return {r["code"]: Zone(r["code"], _typo(r["nom"]), r["code"]) for r in _rows("regions")}


@cache
def departements() -> Mapping[str, Zone]:
    """Return the departments and overseas collectivities by code."""
    return {d["code"]: Zone(d["code"], _typo(d["nom"]), d["region"]) for d in _rows("departements")}


@cache
def date_des_tables() -> date:
    """Return the day the tables speak of."""
    jour: date = read_fiches()["communes"]["date"]
    return jour


@cache
def _index() -> IndexNoms:
    return IndexNoms((e.nom, name_lieu(e)) for e in list_entites())


def name_lieu(entite: Entite) -> str:
    """Return the words by which the place of a buyer is known."""
    noms = (f"{name_departement(code)} {code}" for code in entite.codes_departement)
    return " ".join([*noms, name_region(entite.code_region)])


def _read_all() -> Iterator[Entite]:
    for nom, read in _LECTURES.items():
        yield from (read(ligne) for ligne in _rows(nom) if ligne["siren"])


def _read_commune(ligne: Mapping[str, Any]) -> Entite:
    return Entite(
        siren=ligne["siren"],
        nom=_typo(ligne["nom"]),
        nature=COMMUNE,
        code_region=ligne["region"],
        codes_departement=(ligne["departement"],),
        population=ligne["population"],
    )


def _read_epci(ligne: Mapping[str, Any]) -> Entite:
    codes = tuple(ligne["departements"])  # the one with most of its people first
    return Entite(
        siren=ligne["siren"],
        nom=_expand(_typo(ligne["nom"])),
        nature=ligne["type"],
        code_region=departements()[codes[0]].code_region if codes else "",
        codes_departement=codes,
        population=ligne["population"],
    )


def _read_collectivite(ligne: Mapping[str, Any]) -> Entite:
    return Entite(
        siren=ligne["siren"],
        nom=ligne["nom"],
        nature=ligne["nature"],
        code_region=ligne["region"],
        codes_departement=tuple(ligne["departements"].split()),
        population=ligne["population"],
    )


_LECTURES: Final[dict[str, Callable[[Mapping[str, Any]], Entite]]] = {
    "collectivites": _read_collectivite,
    "epci": _read_epci,
    "communes": _read_commune,
}


def _rows(nom: str) -> list[dict[str, Any]]:
    lignes: list[dict[str, Any]] = _table(nom).to_pylist()
    return lignes


@cache
def _table(nom: str) -> pa.Table:
    if nom not in COLONNES_CSV:
        return pq.read_table(TABLES / f"{nom}.parquet")
    textes = {c: pa.string() for c, nature in COLONNES_CSV[nom].items() if nature == "VARCHAR"}
    return pcsv.read_csv(
        TABLES / f"{nom}.csv", convert_options=pcsv.ConvertOptions(column_types=textes)
    )


def _typo(nom: str) -> str:
    return nom.replace("'", "’")


def _expand(nom: str) -> str:
    """Write the kind of an intercommunality in full; the tables abridge it."""
    for abrege, entier in _PREFIXES.items():
        if nom.startswith(abrege):
            return entier + nom.removeprefix(abrege)
    return nom


def _read_siren(texte: str) -> str:
    """Return the SIREN that a text begins with: alone, or followed by a name."""
    tete = digits_of("".join(texte.split())[:_SIREN])
    return tete if is_siren(tete) else ""
