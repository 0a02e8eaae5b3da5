"""The tables of an official list: a workbook, a CSV or a JSON list, under a SIREN or a SIRET."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from spaser.elements import fold_mots
from spaser.moteur.referentiels.modele import ErreurReferentiel
from spaser.moteur.tables.cellules import is_blank
from spaser.moteur.tables.correspondance import find_titre
from spaser.moteur.tables.entete import Table, find_table
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget, Cellules, Feuille

OCTETS_MAX: Final = 400_000_000  # read whole, or unpacked
IDENTIFIANTS: Final = frozenset({"siren", "siret"})
_TROP_GROS: Final = "Le fichier est trop gros pour une liste de structures."


def read_listes(chemin: Path) -> Iterator[tuple[str | None, Table | None]]:
    """Yield the sheets of a file, whatever it is, each with its table when it holds one.

    A file that is no table at all has no sheet: it may be another kind of list.
    """
    for feuille in _read_feuilles(chemin):
        yield feuille.nom, find_table(feuille, _score)


def _read_feuilles(chemin: Path) -> Iterator[Feuille]:
    with chemin.open("rb") as flux:
        debut = flux.read(4096)
    if chemin.stat().st_size > OCTETS_MAX:
        raise ErreurReferentiel(_TROP_GROS)
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        yield Feuille(None, _read_json(chemin))
    elif debut.startswith(b"PK") or b"\0" not in debut:
        yield from read_feuilles(chemin, Budget(octets=OCTETS_MAX, demesure=_TROP_GROS))


def _read_json(chemin: Path) -> Iterator[tuple[int, Cellules]]:
    """Lay a list of objects out as a table; the rank of a row is that of the object, from 1."""
    try:
        document = msgspec.json.decode(chemin.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except msgspec.DecodeError as cause:
        raise ErreurReferentiel("Le fichier JSON est mal formé.") from cause
    objets = _objects(document)
    titres = list(dict.fromkeys(cle for objet in objets for cle in objet))
    yield 0, titres
    for rang, objet in enumerate(objets, 1):
        yield rang, [_flat(objet.get(titre)) for titre in titres]


def _objects(document: object) -> list[dict[str, Any]]:
    """List of objects at the root, or the first one found under a key (`results`)."""
    candidats = document.values() if isinstance(document, dict) else (document,)
    for candidat in candidats:
        if isinstance(candidat, list) and any(isinstance(objet, dict) for objet in candidat):
            return [objet if isinstance(objet, dict) else {} for objet in candidat]
    return []


def _flat(valeur: object) -> object:
    """Keep the code of a value told as `{"id": "EI", "name": …}`."""
    if isinstance(valeur, Mapping):
        return next((valeur[cle] for cle in ("id", "code", "slug", "name") if cle in valeur), None)
    return valeur


def _score(titres: tuple[str, ...]) -> int:
    """Tell the titles of a list: they name a SIREN or a SIRET beside other columns."""
    return int(sum(map(bool, titres)) > 1 and bool(find_identifiants(titres)))


def find_identifiants(titres: Sequence[str]) -> tuple[int, ...]:
    return tuple(r for r, titre in enumerate(titres) if IDENTIFIANTS & set(titre.split()))


def fold_haut(table: Table) -> str:
    """Return the words of the sheet's name and of what stands above its titles."""
    avant = (cellule for cellules in table.avant for cellule in cellules)
    return " ".join(map(fold_mots, (table.feuille, *avant)))


def find_rang_titre(
    titres: Sequence[str], mots: Sequence[str], sauf: Sequence[str] = ()
) -> int | None:
    """Rank of the title that is one of the words, else of one that holds it; in their order."""
    essais = (find_titre((mot,), sauf, titres) for mot in mots)
    trouve = next(filter(None, essais), None)
    return None if trouve is None else titres.index(trouve)


def cell(cellules: Cellules, rang: int | None) -> Any:  # noqa: ANN401 - whatever was typed
    """Return a cell of a row, or None when the column is unknown or the row is short."""
    if rang is None or rang >= len(cellules) or is_blank(cellules[rang]):
        return None
    return cellules[rang]
