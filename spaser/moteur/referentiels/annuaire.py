"""Who a SIREN is: communes, intercommunalities, departments and regions of the embedded tables.

The tables are read once a process, on first use (some 36 000 rows), and answered from memory.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import duckdb

from spaser.elements import digits_of, is_siren
from spaser.moteur.referentiels.embarques import describe_tables, load_embarques
from spaser.moteur.referentiels.noms import IndexNoms

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
    code: str
    nom: str
    code_region: str


def find_entite(siren: str) -> Entite | None:
    return _index_sirens().get(siren)


@cache
def list_entites() -> tuple[Entite, ...]:
    entites = [*_list_collectivites(), *_list_epci(), *_list_communes()]
    return tuple(sorted(entites, key=lambda e: -(e.population or 0)))


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
    zone = regions().get(code)
    return zone.nom if zone else ""


def name_departement(code: str) -> str:
    zone = departements().get(code)
    return zone.nom if zone else ""


@cache
def regions() -> Mapping[str, Zone]:
    return {code: Zone(code, _typo(nom), code) for code, nom in _read("regions", "code, nom")}


@cache
def departements() -> Mapping[str, Zone]:
    lues = _read("departements", "code, nom, region")
    return {code: Zone(code, _typo(nom), region) for code, nom, region in lues}


@cache
def date_des_tables(nature: str = COMMUNE) -> date:
    table = "collectivites" if nature in {REGION, DEPARTEMENT, COLLECTIVITE} else "communes"
    return describe_tables()[table].date


@cache
def _index_sirens() -> Mapping[str, Entite]:
    return {entite.siren: entite for entite in list_entites()}


@cache
def _index() -> IndexNoms:
    return IndexNoms((e.nom, _name_lieu(e)) for e in list_entites())


def _name_lieu(entite: Entite) -> str:
    """Return the words by which the place and the kind of a buyer are known."""
    noms = (f"{name_departement(code)} {code}" for code in entite.codes_departement)
    return " ".join([*noms, name_region(entite.code_region), entite.nature])


def _list_communes() -> Iterator[Entite]:
    # Thirty-five thousand of them: what says where they are is held once for each department.
    lieux = {code: (zone.code_region, (zone.code,)) for code, zone in departements().items()}
    for siren, nom, departement, population in _read(
        "communes", "siren, nom, departement, population"
    ):
        if siren:
            yield Entite(siren, _typo(nom), COMMUNE, *lieux[departement], population)


def _list_epci() -> Iterator[Entite]:
    for siren, nom, nature, codes, population in _read(
        "epci", "siren, nom, type, departements, population"
    ):
        region = departements()[codes[0]].code_region if codes else ""  # most of its people first
        yield Entite(siren, _expand(_typo(nom)), nature, region, tuple(codes), population)


def _list_collectivites() -> Iterator[Entite]:
    for siren, nom, nature, region, codes, population in _read(
        "collectivites", "siren, nom, nature, region, departements, population"
    ):
        yield Entite(siren, nom, nature, region, tuple((codes or "").split()), population)


def _read(nom: str, colonnes: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(config={"threads": 1}) as connexion:
        load_embarques(connexion)
        return connexion.execute(f"SELECT {colonnes} FROM ref_{nom}").fetchall()


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
