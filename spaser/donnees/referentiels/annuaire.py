"""Who a SIREN is, among the communes and intercommunalities of the embedded tables.

The tables are read once a process, on first use (some 36 000 rows), and answered from memory.
Departments and regions have no SIREN there: none is guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import pyarrow.parquet as pq

from spaser.donnees.referentiels.embarques import TABLES, read_fiches
from spaser.identifiants import digits_of, is_siren
from spaser.lettres import fold_mots

COMMUNE: Final = "commune"
_PREFIXES: Final = {
    "CC ": "Communauté de communes ",
    "CA ": "Communauté d’agglomération ",
    "CU ": "Communauté urbaine ",
}
_ABREGES: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "cc": "communaute communes"}
_OUTILS: Final = frozenset("d de des du l la le les et".split())
_SIREN: Final = 9


@dataclass(frozen=True, slots=True)
class Entite:
    """A public buyer of the tables; `nature` is `commune`, or CC, CA, CU, METRO, MET69, EPT."""

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


@dataclass(frozen=True, slots=True)
class _Annuaire:
    par_siren: Mapping[str, Entite]
    plis: tuple[tuple[str, Entite], ...]  # folded name between blanks, most peopled first


def find_entite(siren: str) -> Entite | None:
    """Return who bears this SIREN, if the tables know."""
    return _load().par_siren.get(siren)


def search_entites(texte: str, limite: int = 20) -> list[Entite]:
    """Find buyers by a SIREN or by the first letters of words of a name, accents forgiven.

    The same name first, then names that begin so, then the others; the most peopled first.
    """
    if siren := _read_siren(texte):
        trouvee = find_entite(siren)
        return [trouvee] if trouvee else []
    mots = _words(texte)
    if not mots:
        return []
    debut = f" {' '.join(mots)}"
    trouvees = sorted(_match(mots), key=lambda pli: _rank(pli[0], debut))
    return [entite for _, entite in trouvees[:limite]]


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
def _load() -> _Annuaire:
    entites = sorted([*_communes(), *_epci()], key=lambda e: -(e.population or 0))
    plis = tuple((f" {' '.join(_words(e.nom))} ", e) for e in entites)
    return _Annuaire({e.siren: e for e in entites}, plis)


def _communes() -> Iterator[Entite]:
    for ligne in _rows("communes"):
        if ligne["siren"]:
            yield Entite(
                siren=ligne["siren"],
                nom=_typo(ligne["nom"]),
                nature=COMMUNE,
                code_region=ligne["region"],
                codes_departement=(ligne["departement"],),
                population=ligne["population"],
            )


def _epci() -> Iterator[Entite]:
    connus = departements()
    for ligne in _rows("epci"):
        codes = tuple(ligne["departements"])  # the one with most of its people first
        yield Entite(
            siren=ligne["siren"],
            nom=_expand(_typo(ligne["nom"])),
            nature=ligne["type"],
            code_region=connus[codes[0]].code_region if codes else "",
            codes_departement=codes,
            population=ligne["population"],
        )


def _rows(nom: str) -> list[dict[str, Any]]:
    lignes: list[dict[str, Any]] = pq.read_table(TABLES / f"{nom}.parquet").to_pylist()
    return lignes


def _typo(nom: str) -> str:
    return nom.replace("'", "’")


def _expand(nom: str) -> str:
    """Write the kind of an intercommunality in full; the tables abridge it."""
    for abrege, entier in _PREFIXES.items():
        if nom.startswith(abrege):
            return entier + nom.removeprefix(abrege)
    return nom


def _words(texte: str) -> list[str]:
    """Words that tell a name from another, in one spelling."""
    mots = " ".join(_ABREGES.get(mot, mot) for mot in fold_mots(texte).split()).split()
    return [mot for mot in mots if mot not in _OUTILS]


def _match(mots: list[str]) -> Iterator[tuple[str, Entite]]:
    debuts = [f" {mot}" for mot in mots]
    return (pli for pli in _load().plis if all(debut in pli[0] for debut in debuts))


def _rank(pli: str, debut: str) -> int:
    if pli == f"{debut} ":
        return 0
    return 1 if pli.startswith(debut) else 2


def _read_siren(texte: str) -> str:
    """Return the SIREN that a text begins with: alone, or followed by a name."""
    tete = digits_of("".join(texte.split())[:_SIREN])
    return tete if is_siren(tete) else ""
