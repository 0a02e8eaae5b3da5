"""Where the table of a sheet starts: one or two header rows, under whatever stands above."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from spaser.elements import fold_mots
from spaser.moteur.tables.cellules import is_blank
from spaser.moteur.tables.modele import Cellules, Feuille

ENTETE_DANS: Final = 40  # a header stands within the first rows
_COLONNES_MIN: Final = 3
_MONTREES: Final = 20
_EXEMPLES: Final = 3
_LARGEUR: Final = 60

type Lignes = Iterator[tuple[int, Cellules]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet under its titles, folded, and as they are written."""

    feuille: str | None
    titres: tuple[str, ...]
    ecrits: tuple[str, ...]
    ligne: int  # of the last header row
    debut: tuple[Cellules, ...]  # a few rows under the titles, to show
    lignes: Lignes
    avant: tuple[Cellules, ...] = ()  # what stands above the last header row
    hauteur: int = 1  # how many header rows

    def list_utiles(self) -> Lignes:
        """Yield the rows that hold something and do not repeat the titles, as printed lists do."""
        rang = next((rang for rang, titre in enumerate(self.titres) if titre), 0)
        premier = self.titres[rang] if self.titres else ""
        for ligne, cellules in self.lignes:
            if all(map(is_blank, cellules)):
                continue
            if (
                rang < len(cellules)
                and fold_mots(cellules[rang]) == premier
                and tuple(map(fold_mots, cellules))[: len(self.titres)] == self.titres
            ):
                continue
            yield ligne, cellules

    def list_exemples(self) -> tuple[tuple[str, ...], ...]:
        exemples = []
        for rang in range(len(self.ecrits)):
            valeurs = (c[rang] for c in self.debut if rang < len(c) and not is_blank(c[rang]))
            textes = (" ".join(str(v).split())[:_LARGEUR] for v in valeurs)
            exemples.append(tuple(islice(textes, _EXEMPLES)))
        return tuple(exemples)


def find_table(
    feuille: Feuille, score: Callable[[tuple[str, ...]], int], hauteur_max: int = 2
) -> Table | None:
    """Find the titles that score best, the first of equals; none that scores, no table."""
    debut = feuille.look(ENTETE_DANS)
    meilleur: tuple[int, int, int, tuple[str, ...]] = (0, 0, 1, ())
    for rang in range(len(debut)):
        for ecrits, hauteur in islice(_candidates(debut, rang), hauteur_max):
            note = 2 * score(fold_titres(ecrits)) - hauteur + 1  # two rows only if they tell more
            if note > meilleur[0]:
                meilleur = (note, rang + hauteur, hauteur, ecrits)
    note, suite, hauteur, ecrits = meilleur
    return _make(feuille, debut, suite, ecrits, hauteur) if note else None


def guess_table(feuille: Feuille) -> Table | None:
    """Take the first row of a few texts as titles: no word is known, somebody will map them."""
    debut = feuille.look(ENTETE_DANS)
    for rang, (_, cellules) in enumerate(debut):
        ecrits = _read_titres(cellules)
        if sum(map(bool, ecrits)) >= _COLONNES_MIN:
            return _make(feuille, debut, rang + 1, ecrits)
    return None


def _make(
    feuille: Feuille,
    debut: list[tuple[int, Cellules]],
    suite: int,
    ecrits: tuple[str, ...],
    hauteur: int = 1,
) -> Table:
    return Table(
        feuille=feuille.nom,
        titres=fold_titres(ecrits),
        ecrits=ecrits,
        ligne=debut[suite - 1][0],
        debut=tuple(cellules for _, cellules in debut[suite : suite + _MONTREES]),
        lignes=islice(feuille.lignes, suite, None),
        avant=tuple(cellules for _, cellules in debut[: suite - 1]),
        hauteur=hauteur,
    )


def _candidates(
    debut: list[tuple[int, Cellules]], rang: int
) -> Iterator[tuple[tuple[str, ...], int]]:
    haut = _read_titres(debut[rang][1])
    yield haut, 1
    if rang + 1 < len(debut) and sum(map(bool, haut)) > 1:  # a lone cell is a title of the page
        bas = _read_titres(debut[rang + 1][1])
        if all(not any(c.isdigit() for c in titre) for titre in bas):
            yield _stack(haut, bas), 2


def _read_titres(cellules: Cellules) -> tuple[str, ...]:
    titres = [" ".join(c.split()) if isinstance(c, str) and fold_mots(c) else "" for c in cellules]
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


def fold_titres(ecrits: Sequence[str]) -> tuple[str, ...]:
    """Fold titles, and add a number to those that come back: each then names one column."""
    vus: dict[str, int] = {}
    uniques = []
    for titre in map(fold_mots, ecrits):
        vus[titre] = vus.get(titre, 0) + 1
        uniques.append(f"{titre} {vus[titre]}" if titre and vus[titre] > 1 else titre)
    return tuple(uniques)
