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

type Lignes = Iterator[tuple[int, Cellules]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet under its titles."""

    feuille: str | None
    titres: tuple[str, ...]
    ligne: int  # of the last header row
    lignes: Lignes


def find_table(feuille: Feuille, memoire: Memoire) -> Table | None:
    """Find the titles: those that a mapping knows, else those that name the most columns."""
    debut = list(islice(feuille.lignes, ENTETE_DANS))
    meilleur: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for rang in range(len(debut)):
        for titres, hauteur in _candidates(debut, rang):
            note = 2 * _score(titres, memoire) - hauteur + 1  # two rows only if they tell more
            if note > meilleur[0]:
                meilleur = (note, rang + hauteur, titres)
    note, suite, titres = meilleur
    if not note:
        return None
    return Table(feuille.nom, titres, debut[suite - 1][0], chain(debut[suite:], feuille.lignes))


def _candidates(
    debut: list[tuple[int, Cellules]], rang: int
) -> Iterator[tuple[tuple[str, ...], int]]:
    haut = _fold_titres(debut[rang][1])
    yield _unique(haut), 1
    if rang + 1 < len(debut) and sum(map(bool, haut)) > 1:  # a lone cell is a title of the page
        bas = _fold_titres(debut[rang + 1][1])
        if all(not any(c.isdigit() for c in titre) for titre in bas):
            yield _unique(_stack(haut, bas)), 2


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
