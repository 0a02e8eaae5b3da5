"""The cells of a sheet of a workbook, as they are written: expat reads twice as fast as lxml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import IO, Final, NoReturn
from xml.parsers import expat

from spaser.donnees.tables.modele import COLONNES_MAX, refuse_colonne
from spaser.lettres import name_colonne

# Where a value is, its kind, its style and its text.
type CelluleEcrite = tuple[int, str | None, str | None, str]

_BLOC: Final = 1 << 18
_COLONNES: Final = 16_384  # what a sheet may name; only the first ones may hold a value
_LIGNES: Final = 1_048_576
_ESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_NOMS: Final = {f"{uri} {nom}": nom for uri in _ESPACES for nom in ("row", "c", "v", "t")}


class _Lecteur:
    """Gathers the rows of a block."""

    def __init__(self, feuille: str | None) -> None:
        self._feuille = feuille
        self.lignes: list[tuple[int, list[CelluleEcrite]]] = []
        self._rang = 0
        self._cellules: list[CelluleEcrite] = []
        self._tete: tuple[int, str | None, str | None] = (0, None, None)
        self._texte: list[str] = []
        self._ecoute = False
        self._prochaine = 0

    def start(self, balise: str, attributs: dict[str, str]) -> None:
        nom = _NOMS.get(balise)
        if nom == "c":
            reference = attributs.get("r")
            colonne = _column(reference.rstrip("0123456789")) if reference else self._prochaine
            self._prochaine = colonne + 1
            self._tete = colonne, attributs.get("t"), attributs.get("s")
            self._texte = []
        elif nom in {"v", "t"}:
            self._ecoute = True
        elif nom == "row":
            self._rang = int(attributs.get("r") or self._rang + 1)
            if self._rang > _LIGNES:
                raise ValueError(self._rang)
            self._cellules = []
            self._prochaine = 0

    def data(self, texte: str) -> None:
        if self._ecoute:
            self._texte.append(texte)

    def end(self, balise: str) -> None:
        nom = _NOMS.get(balise)
        if nom in {"v", "t"}:
            self._ecoute = False
        elif nom == "c" and self._texte:
            if self._tete[0] >= COLONNES_MAX or len(self._cellules) >= COLONNES_MAX:
                raise refuse_colonne(self._feuille, self._rang, name_colonne(self._tete[0]))
            self._cellules.append((*self._tete, "".join(self._texte)))
        elif nom == "row":
            self.lignes.append((self._rang, self._cellules))


def read_lignes(flux: IO[bytes], feuille: str | None) -> Iterator[tuple[int, list[CelluleEcrite]]]:
    """Yield each row with its number and the cells that hold a value."""
    lecteur = _Lecteur(feuille)
    analyseur = expat.ParserCreate(namespace_separator=" ")
    analyseur.buffer_text = True
    analyseur.StartElementHandler = lecteur.start
    analyseur.CharacterDataHandler = lecteur.data
    analyseur.EndElementHandler = lecteur.end
    analyseur.StartDoctypeDeclHandler = _refuse
    while bloc := flux.read(_BLOC):
        analyseur.Parse(bloc, False)  # noqa: FBT003 - expat takes it by position
        yield from lecteur.lignes
        lecteur.lignes.clear()
    analyseur.Parse(b"", True)  # noqa: FBT003 - same


def _refuse(*_declaration: object) -> NoReturn:
    raise ValueError("DOCTYPE")


@cache
def _column(lettres: str) -> int:
    """Return the rank of a column, from 0: A, B, then Z, AA."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    if not 0 < rang <= _COLONNES:
        raise ValueError(lettres)
    return rang - 1
