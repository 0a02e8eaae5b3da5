"""Rows of a spreadsheet, of a CSV or of a JSON list, under headers found by their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from spaser.donnees.referentiels.modele import ErreurReferentiel
from spaser.donnees.tables import lecture
from spaser.donnees.tables.cellules import is_blank
from spaser.donnees.tables.modele import Cellules, ErreurTable, Feuille
from spaser.lettres import fold_mots

ENTETE_DANS: Final = 40  # a header stands within the first rows
LIGNES_MAX: Final = 500_000  # a sheet
OCTETS_MAX: Final = 400_000_000  # read whole, or unpacked
IDENTIFIANTS: Final = frozenset({"siren", "siret"})


@dataclass(frozen=True, slots=True)
class Entete:
    """Where the table of a sheet starts: folded cells of the header, and the text above it."""

    titres: tuple[str, ...]
    avant: str = ""


def read_feuilles(chemin: Path) -> Iterator[Feuille]:
    """Read the sheets of a file, whatever it is; each one must be consumed before the next.

    A file that is no table at all has no sheet: it may be another kind of list.
    """
    with chemin.open("rb") as flux:
        debut = flux.read(4096)
    if chemin.stat().st_size > OCTETS_MAX:
        raise ErreurReferentiel("Le fichier est trop gros pour une liste de structures.")
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        yield Feuille(None, _read_json(chemin))
    elif debut.startswith(b"PK") or b"\0" not in debut:
        yield from _read_tableur(chemin)


def _read_tableur(chemin: Path) -> Iterator[Feuille]:
    """Tell the faults of the file as those of a list."""
    try:
        for feuille in lecture.read_feuilles(chemin):
            yield Feuille(feuille.nom, _read_lignes(feuille))
    except ErreurTable as cause:
        raise ErreurReferentiel(str(cause)) from cause


def _read_lignes(feuille: Feuille) -> Iterator[tuple[int, Cellules]]:
    try:
        yield from islice(feuille.lignes, LIGNES_MAX)
    except ErreurTable as cause:
        raise ErreurReferentiel(str(cause)) from cause


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


def find_entete(feuille: Feuille) -> Entete | None:
    """Advance to the header: the first row that names a SIREN or a SIRET beside other cells."""
    avant = [fold_mots(feuille.nom)]
    for _, cellules in islice(feuille.lignes, ENTETE_DANS):
        titres = tuple(fold_mots(cellule) for cellule in cellules)
        if sum(map(bool, titres)) > 1 and any(IDENTIFIANTS & set(t.split()) for t in titres):
            return Entete(titres, " ".join(avant))
        avant.extend(titres)
    return None


def find_colonne(
    titres: Sequence[str], mots: Sequence[str], sauf: Sequence[str] = ()
) -> int | None:
    """Rank of the header that is one of the words, else of one that holds it; in their order."""
    for mot in mots:
        if mot in titres:
            return titres.index(mot)
        for rang, titre in enumerate(titres):
            if f" {mot} " in f" {titre} " and not set(sauf) & set(titre.split()):
                return rang
    return None


def is_empty(cellules: Cellules) -> bool:
    """Tell whether a row holds nothing at all."""
    return all(is_blank(cellule) for cellule in cellules)


def is_same_header(cellules: Cellules, entete: Entete) -> bool:
    """Tell whether a row repeats the header, as printed lists do on each page."""
    return tuple(fold_mots(cellule) for cellule in cellules) == entete.titres


def cell(cellules: Cellules, rang: int | None) -> Any:  # noqa: ANN401 - whatever was typed
    """Return a cell of a row, or None when the column is unknown or the row is short."""
    if rang is None or rang >= len(cellules) or is_blank(cellules[rang]):
        return None
    return cellules[rang]
