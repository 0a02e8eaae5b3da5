"""Sheets to write, and how they are laid out, on the screen and on paper."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from math import ceil
from typing import Final, SupportsFloat

from spaser.moteur.tables.cellules import guard_texte

# --- CSV for French spreadsheets: semicolon, decimal comma, BOM, and no cell that runs a formula
# ---


BOM: Final = "\ufeff"

type Cellule = str | float | int | bool | date | None


class Euros(float):
    """An amount: a workbook shows it in euros, to the cent."""


class Part(float):
    """A share of 1: a workbook shows it in per cent."""


def as_euros(montant: SupportsFloat | None) -> Euros | None:
    return None if montant is None else Euros(montant)


def as_part(valeur: float | None) -> Part | None:
    return None if valeur is None else Part(valeur)


def write_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Cellule | Decimal]]) -> str:
    return "".join(list_lignes_csv(entetes, lignes))


def list_lignes_csv(
    entetes: Sequence[str], lignes: Iterable[Sequence[Cellule | Decimal]]
) -> Iterator[str]:
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow(entetes)
    yield BOM + tampon.getvalue()
    for ligne in lignes:
        tampon.seek(0)
        tampon.truncate()
        plume.writerow(map(write_cellule_csv, ligne))
        yield tampon.getvalue()


def write_cellule_csv(cellule: Cellule | Decimal) -> str:
    """Return a cell as text; numbers keep every digit, a text never starts a formula."""
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, float):
        cellule = Decimal(repr(round(float(cellule), 10)))  # its shortest digits, not its binary
    if isinstance(cellule, Decimal):
        return write_nombre(cellule).replace(".", ",")
    if isinstance(cellule, str):
        return guard_texte(cellule)
    return cellule.isoformat() if isinstance(cellule, date) else str(cellule)


def write_nombre(nombre: Decimal) -> str:
    """Return a number with its digits, without an exponent nor zeros that say nothing."""
    texte = f"{nombre:f}"
    return texte.rstrip("0").rstrip(".") if "." in texte else texte


LIRE: Final = "Lire ce classeur"
_NOM_MAX: Final = 31  # what Excel accepts
_INTERDITS: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_MESUREES: Final = 300  # rows looked at to choose the widths: the rest may be long
_LARGEUR_MIN: Final = 8
_LARGEUR_MAX: Final = 48
_LARGEUR_LUE: Final = 80  # where two columns are read as a text
_COLONNES_LUES: Final = 2
_LARGEUR_A_REMPLIR: Final = 24
_TITRE_MAX: Final = 18  # a longer title is written on several lines
_MARGE: Final = 4  # bold titles are wider, and bear the button of the filter
_LARGEUR_PORTRAIT: Final = 95  # signs that an upright A4 page shows at a readable size
_LARGEUR_PAYSAGE: Final = 260  # signs that one on its side still shows, at half their size


class Style(StrEnum):
    """How a cell looks; a number never goes without its unit."""

    TITRE = "titre"
    BANDEAU = "bandeau"
    TEXTE = "texte"
    JOUR = "jour"
    ENTIER = "entier"
    NOMBRE = "nombre"
    EUROS = "euros"
    PART = "part"


_STYLES: Final = {
    str: Style.TEXTE,
    bool: Style.TEXTE,
    date: Style.JOUR,
    Euros: Style.EUROS,
    Part: Style.PART,
    int: Style.ENTIER,
    type(None): Style.TEXTE,
}


def find_style(cellule: Cellule) -> Style:
    style = _STYLES.get(type(cellule))
    if style is not None:
        return style
    if isinstance(cellule, float):
        return Style.ENTIER if cellule.is_integer() else Style.NOMBRE
    return Style.JOUR if isinstance(cellule, date) else Style.TEXTE


@dataclass(frozen=True, slots=True)
class Onglet:
    """A sheet: its name, its titles, its rows; a band may gather titles, so many each."""

    nom: str
    entetes: Sequence[str]
    lignes: Iterable[Sequence[Cellule]]
    bandeau: Sequence[tuple[str, int]] = ()
    a_remplir: bool = False  # somebody will write in it: its empty columns are wide enough

    @property
    def nom_admis(self) -> str:
        return self.nom.translate(_INTERDITS).strip("' ")[:_NOM_MAX] or "Feuille"

    @property
    def hauteur(self) -> int:
        return 2 if self.bandeau else 1

    def list_lignes(self) -> Iterator[Sequence[Cellule]]:
        """Yield the rows; a row that has not a cell a title is a fault of ours."""
        for ligne in self.lignes:
            if len(ligne) != len(self.entetes):
                raise ValueError(f"{self.nom}: {len(ligne)} cells under {len(self.entetes)} titles")
            yield ligne


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader must know of a workbook: what it is, of when, from where, how it was made."""

    titre: str
    lignes: Sequence[tuple[str, Cellule]] = ()

    def make_onglet(self) -> Onglet:
        connues = [ligne for ligne in self.lignes if ligne[1] is not None]
        return Onglet(LIRE, ("À savoir", self.titre), connues)


@dataclass(slots=True)
class Mise:
    """A sheet with what a page shows of it: the rows come one by one, the first ones were seen."""

    onglet: Onglet
    lignes: Iterator[Sequence[Cellule]]
    largeurs: Sequence[int]
    nombre: int = field(default=0)  # of rows, once they are written

    @property
    def est_large(self) -> bool:
        """Tell whether a page must lie on its side."""
        return sum(self.largeurs) > _LARGEUR_PORTRAIT

    @property
    def pages(self) -> int:
        """Return how many printed pages wide it is: on fewer, it could not be read."""
        return ceil(sum(self.largeurs) / _LARGEUR_PAYSAGE)

    @property
    def est_filtrable(self) -> bool:
        """Tell whether sorting it makes sense: a notice is read from top to bottom."""
        return self.onglet.nom != LIRE

    def count_lignes(self) -> Iterator[Sequence[Cellule]]:
        for ligne in self.lignes:
            self.nombre += 1
            yield ligne


def lay_out(onglet: Onglet) -> Mise:
    """Choose the widths by the first rows: a sheet of any length is never held in memory."""
    lignes = onglet.list_lignes()
    debut = list(islice(lignes, _MESUREES))
    colonnes = zip(*debut, strict=True) if debut else ((),) * len(onglet.entetes)
    minimum = _LARGEUR_A_REMPLIR if onglet.a_remplir else _LARGEUR_MIN
    maximum = _LARGEUR_LUE if len(onglet.entetes) == _COLONNES_LUES else _LARGEUR_MAX
    largeurs = [
        min(max(_want_largeur(titre, cellules), minimum), maximum)
        for titre, cellules in zip(onglet.entetes, colonnes, strict=True)
    ]
    return Mise(onglet, chain(debut, lignes), largeurs)


def _want_largeur(titre: str, cellules: Iterable[Cellule]) -> int:
    mots = max(map(len, titre.split()), default=0)
    contenu = max(map(_measure, cellules), default=0)
    return max(contenu, mots, min(len(titre), _TITRE_MAX)) + _MARGE


_FIXES: Final = {Style.JOUR: len("00/00/0000"), Style.PART: len("100,0 %")}


def _measure(cellule: Cellule) -> int:
    """Return about how many signs the longest line of a cell shows."""
    if isinstance(cellule, str):
        return max(map(len, cellule.split("\n")))
    if cellule is None or isinstance(cellule, bool | date | Part):
        return _FIXES.get(find_style(cellule), 0)
    return len(f"{cellule:,.2f} €")
