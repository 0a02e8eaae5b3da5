"""Where the table of a sheet starts: one or two header rows, under whatever stands above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from spaser.donnees.depenses.champs import MONTANTS
from spaser.donnees.depenses.correspondance import Memoire, propose
from spaser.donnees.tableur.cellules import fold
from spaser.donnees.tableur.modele import Cellules, Feuille

ENTETE_DANS: Final = 40  # a header stands within the first rows
_CHAMPS_MIN: Final = 2
_COLONNES_MIN: Final = 3
_MONTREES: Final = 20

type Lignes = Iterator[tuple[int, Cellules]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet under its titles."""

    feuille: str | None
    titres: tuple[str, ...]
    ecrits: tuple[str, ...]  # the titles as the file writes them
    ligne: int  # of the last header row
    debut: tuple[Cellules, ...]  # a few rows under the titles, to show
    lignes: Lignes


def find_table(feuille: Feuille, memoire: Memoire) -> Table | None:
    """Find the titles: those that a mapping knows, else those that name the most columns."""
    debut = list(islice(feuille.lignes, ENTETE_DANS))
    meilleur: tuple[int, int, int, tuple[str, ...]] = (0, 0, 0, ())
    for rang in range(len(debut)):
        for titres, hauteur in _candidates(debut, rang):
            note = 2 * _score(titres, memoire) - hauteur + 1  # two rows only if they tell more
            if note > meilleur[0]:
                meilleur = (note, rang, hauteur, titres)
    note, rang, hauteur, titres = meilleur
    return _make(feuille, debut, rang, hauteur, titres) if note else None


def guess_table(feuille: Feuille) -> Table | None:
    """Take for titles the first row of a few texts: their words say nothing, somebody will."""
    debut = list(islice(feuille.lignes, ENTETE_DANS))
    for rang, (_, cellules) in enumerate(debut):
        titres = _unique(_fold_titres(cellules))
        if sum(map(bool, titres)) >= _COLONNES_MIN:
            return _make(feuille, debut, rang, 1, titres)
    return None


def _make(
    feuille: Feuille,
    debut: list[tuple[int, Cellules]],
    rang: int,
    hauteur: int,
    titres: tuple[str, ...],
) -> Table:
    suite = rang + hauteur
    return Table(
        feuille=feuille.nom,
        titres=titres,
        ecrits=_write(debut[rang:suite], len(titres)),
        ligne=debut[suite - 1][0],
        debut=tuple(cellules for _, cellules in debut[suite : suite + _MONTREES]),
        lignes=chain(debut[suite:], feuille.lignes),
    )


def _candidates(
    debut: list[tuple[int, Cellules]], rang: int
) -> Iterator[tuple[tuple[str, ...], int]]:
    haut = _fold_titres(debut[rang][1])
    yield _unique(haut), 1
    if rang + 1 < len(debut) and sum(map(bool, haut)) > 1:  # a lone cell is a title of the page
        bas = _fold_titres(debut[rang + 1][1])
        if all(not any(c.isdigit() for c in titre) for titre in bas):
            yield _unique(_stack(haut, bas)), 2


def _write(lignes: list[tuple[int, Cellules]], nombre: int) -> tuple[str, ...]:
    """Return the titles as they are written, those of two rows joined."""
    ecrites = [tuple(_text(c) for c in cellules) for _, cellules in lignes]
    titres = ecrites[0] if len(ecrites) == 1 else _stack(*ecrites)
    return (*titres, *[""] * nombre)[:nombre]


def _text(cellule: object) -> str:
    return " ".join(cellule.split()) if isinstance(cellule, str) else ""


def _fold_titres(cellules: Cellules) -> tuple[str, ...]:
    titres = [fold(c) if isinstance(c, str) else "" for c in cellules]
    while titres and not titres[-1]:
        titres.pop()
    return tuple(titres)


def _stack(haut: tuple[str, ...], bas: tuple[str, ...]) -> tuple[str, ...]:
    """Join two header rows; a merged cell of the upper one stands over the cells on its right."""
    titres = []
    courant = ""
    for rang in range(max(len(haut), len(bas))):
        dessus = haut[rang] if rang < len(haut) else ""
        dessous = bas[rang] if rang < len(bas) else ""
        courant = dessus or (courant if dessous else "")
        titres.append(f"{courant} {dessous}".strip())
    return tuple(titres)


def _unique(titres: tuple[str, ...]) -> tuple[str, ...]:
    """Add a number to the titles that come back, so that each names one column."""
    vus: dict[str, int] = {}
    uniques = []
    for titre in titres:
        vus[titre] = vus.get(titre, 0) + 1
        uniques.append(f"{titre} {vus[titre]}" if titre and vus[titre] > 1 else titre)
    return tuple(uniques)


def _score(titres: tuple[str, ...], memoire: Memoire) -> int:
    if connue := memoire.find(titres):
        return 100 + len(connue.colonnes)
    proposee = propose(titres).colonnes
    if len(proposee) < _CHAMPS_MIN or not set(MONTANTS) & proposee.keys():
        return 0
    return len(proposee)
