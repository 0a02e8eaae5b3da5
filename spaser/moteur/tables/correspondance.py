"""Where the table of a sheet starts, which column says what, and what a row then says.

A mapping names columns by their title, not by their rank: it still holds when columns are moved
or added. It is proposed by the words of the titles, confirmed, and recognised again for a file that
bears the same titles.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import chain, islice, zip_longest
from typing import Any, Final, Self

import msgspec

from spaser.elements import fold_mots
from spaser.moteur.tables.cellules import is_blank, read_texte
from spaser.moteur.tables.modele import CelluleIllisible, Cellules, Feuille, Remarque

ENTETE_DANS: Final = 40  # a header stands within the first rows
_COLONNES_MIN: Final = 3
_MONTREES: Final = 20
_EXEMPLES: Final = 3
_LARGEUR: Final = 60
VALEUR_MAX: Final = 80  # signs of a cell that a remark shows

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
    meilleure, suite, hauteur, ecrits = 0, 0, 0, tuple[str, ...]()
    for fin, nombre, lus in _list_candidats(debut):
        # Two rows only if they tell more.
        note = 2 * score(fold_titres(lus)) - nombre + 1 if nombre <= hauteur_max else 0
        if note > meilleure:
            meilleure, suite, hauteur, ecrits = note, fin, nombre, lus
    if not meilleure:
        return None
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


def guess_table(feuille: Feuille) -> Table | None:
    """Take the first row of a few texts as titles: no word is known, somebody will map them."""
    return find_table(feuille, lambda titres: sum(map(bool, titres)) >= _COLONNES_MIN, 1)


def _list_candidats(
    debut: list[tuple[int, Cellules]],
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield each row as titles, alone then above the next: where they end, how many, titles."""
    lues = [_read_titres(cellules) for _, cellules in debut]
    for fin, (haut, bas) in enumerate(zip_longest(lues, lues[1:], fillvalue=()), start=1):
        yield fin, 1, haut
        # A lone cell is a title of the page.
        if fin < len(lues) and sum(map(bool, haut)) > 1 and not any(map(str.isdigit, "".join(bas))):
            yield fin + 1, 2, _stack(haut, bas)


def _read_titres(cellules: Cellules) -> tuple[str, ...]:
    titres = [" ".join(c.split()) if isinstance(c, str) and fold_mots(c) else "" for c in cellules]
    while titres and not titres[-1]:
        titres.pop()
    return tuple(titres)


def _stack(haut: tuple[str, ...], bas: tuple[str, ...]) -> tuple[str, ...]:
    """Join two header rows; a merged cell of the upper one stands over the cells on its right."""
    titres = []
    courant = ""
    for dessus, dessous in zip_longest(haut, bas, fillvalue=""):
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


class ChampCherche(StrEnum):
    """A column of files that others write: its code, its name, the phrases that may title it.

    Phrases are parted by commas, best first; a title that holds a word of `sauf` is another's.
    Members stand in the order of the search: a column taken by one is not free for the next.
    """

    libelle: str
    plie: str
    phrases: tuple[str, ...]
    sauf: frozenset[str]

    def __new__(cls, code: str, libelle: str = "", phrases: str = "", sauf: str = "") -> Self:
        """Make a field whose value is its code; a code alone finds it."""
        champ = str.__new__(cls, code)
        champ._value_ = code
        champ.libelle = libelle
        champ.plie = fold_mots(libelle)
        champ.phrases = tuple(phrase.strip() for phrase in phrases.split(","))
        champ.sauf = frozenset(sauf.split())
        return champ


def assign_titres[C: ChampCherche](champs: Iterable[C], titres: Sequence[str]) -> dict[C, str]:
    """Find the columns by their folded titles, in the order given; each is taken once at most.

    A title that is word for word ours is ours, whoever looks first.
    """
    cherches = list(champs)
    notres = {champ: champ.plie for champ in cherches if champ.plie and champ.plie in titres}
    colonnes: dict[C, str] = {}
    for champ in cherches:
        libres = [t for t in titres if t and t not in {*colonnes.values(), *notres.values()}]
        titre = notres.get(champ) or find_titre(champ.phrases, champ.sauf, libres)
        if titre is not None:
            colonnes[champ] = titre
    return colonnes


def find_titre(phrases: Iterable[str], sauf: Iterable[str], titres: Iterable[str]) -> str | None:
    """Return the title that is one of the phrases, else the first that holds one."""
    libres = [t for t in titres if not set(sauf) & set(t.split())]
    exacts = (phrase for phrase in phrases if phrase in libres)
    proches = (t for phrase in phrases for t in libres if f" {phrase} " in f" {t} ")
    return next(chain(exacts, proches), None)


_CHAMPS_MIN: Final = 2
_CONNUE: Final = 100  # a layout that somebody mapped comes before any guess


class Correspondance[C: ChampCherche](
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """The mapping of one layout; titles are folded (no case, no accent)."""

    titres: tuple[str, ...]
    colonnes: dict[C, str]

    @property
    def cle(self) -> str:
        return sha256("\x1f".join(self.titres).encode()).hexdigest()

    @property
    def inutilisees(self) -> tuple[str, ...]:
        return tuple(t for t in self.titres if t and t not in self.colonnes.values())

    @property
    def absente(self) -> str | None:
        """Return a title that is read and that the table does not bear."""
        return next((t for t in self.colonnes.values() if t not in self.titres), None)

    def fits(self, titres: Sequence[str]) -> bool:
        return set(self.colonnes.values()) <= set(titres)

    def move_to(self, titres: Sequence[str]) -> Self:
        """Return the same for a table whose columns were moved or added."""
        return msgspec.structs.replace(self, titres=tuple(titres))

    def ranks(self) -> dict[C, int]:
        return {champ: self.titres.index(titre) for champ, titre in self.colonnes.items()}


class Memoire[M: Correspondance[Any]](
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """The mappings that were confirmed, the latest last."""

    correspondances: tuple[M, ...] = ()

    def find(self, titres: Sequence[str]) -> M | None:
        """Return the mapping of these very titles, else the latest that still holds."""
        memes = (c for c in reversed(self.correspondances) if c.titres == tuple(titres))
        tenues = (c for c in reversed(self.correspondances) if c.colonnes and c.fits(titres))
        trouvee = next(memes, None) or next(tenues, None)
        return trouvee and trouvee.move_to(titres)

    def remember(self, correspondance: M) -> Self:
        """Return the memory with one more mapping, in place of that of the same titles."""
        autres = (c for c in self.correspondances if c.cle != correspondance.cle)
        return msgspec.structs.replace(self, correspondances=(*autres, correspondance))


def find_connue[C: ChampCherche](
    feuille: Feuille,
    champs: type[C],
    necessaires: Collection[C],
    memoire: Memoire[Any] | None = None,
) -> Table | None:
    """Find the titles that somebody mapped, else those that name most of these columns."""

    def score(titres: tuple[str, ...]) -> int:
        if memoire and (connue := memoire.find(titres)):
            return _CONNUE + len(connue.colonnes)
        proposees = assign_titres(champs, titres)
        suffit = len(proposees) >= _CHAMPS_MIN and set(necessaires) & proposees.keys()
        return len(proposees) if suffit else 0

    return find_table(feuille, score)


def _drop(_remarque: Remarque) -> None:
    """Nobody reads cells by `take`."""


class LecteurLigne[C: ChampCherche]:
    """What a row says under a mapping, one row at a time; blank cells say nothing."""

    def __init__(
        self,
        table: Table,
        colonnes: Mapping[C, str],
        tell: Callable[[Remarque], None] = _drop,
        fichier: str = "",
    ) -> None:
        self.table = table
        self.tell = tell
        self.rangs = {champ: table.titres.index(titre) for champ, titre in colonnes.items()}
        self.fichier = fichier
        self.ligne = 0
        self.dits: dict[C, Any] = {}

    def turn_to(self, ligne: int, cellules: Cellules) -> None:
        largeur = len(cellules)
        self.ligne = ligne
        self.dits = {
            champ: valeur
            for champ, rang in self.rangs.items()
            if rang < largeur  # a call a cell would be felt
            and (valeur := cellules[rang]) is not None
            and not (isinstance(valeur, str) and not valeur.strip())
        }

    def list_colonnes(self) -> dict[str, str]:
        """Return what each column was taken for, beside its title."""
        return {champ.libelle: self.table.ecrits[rang] for champ, rang in self.rangs.items()}

    def read_mots(self, champ: C, maximum: int | None = None) -> str | None:
        valeur = self.dits.get(champ)
        return None if valeur is None else read_texte(valeur)[:maximum]

    def take[V](self, champ: C, lecture: Callable[[Any], V]) -> V | None:
        """Read a cell; a fault is told, and the row goes on without that value."""
        valeur = self.dits.get(champ)
        try:
            return None if valeur is None else lecture(valeur)
        except CelluleIllisible as faute:
            self.tell(self.locate(champ, probleme=str(faute), remede=faute.remede))
            return None

    def locate(self, champ: C | None, **reste: Any) -> Remarque:
        """Return what is said of a cell, or of the row, with its place and what is written."""
        return Remarque(
            fichier=self.fichier,
            feuille=self.table.feuille,
            ligne=self.ligne,
            colonne=self.name(champ) if champ else "",
            valeur=(self.read_mots(champ, VALEUR_MAX) or "") if champ else "",
            **reste,
        )

    def name(self, champ: C) -> str:
        """Return the title of a column as it is written, else what it is for us."""
        rang = self.rangs.get(champ)
        return champ.libelle if rang is None else self.table.ecrits[rang]
