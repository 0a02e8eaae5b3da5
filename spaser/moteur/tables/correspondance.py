"""Which column says what: proposed by the words of the titles, confirmed, remembered.

A mapping names columns by their title, not by their rank: it still holds when columns are moved
or added. It is recognised again for a file that bears the same titles.
"""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any, Final, Self

import msgspec

from spaser.elements import fold_mots
from spaser.moteur.tables.entete import Table, find_table
from spaser.moteur.tables.modele import Feuille


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
    memoire: Memoire[Any],
) -> Table | None:
    score = partial(_score, champs, necessaires, memoire)
    return find_table(feuille, score)


def _score[C: ChampCherche](
    champs: type[C],
    necessaires: Collection[C],
    memoire: Memoire[Any],
    titres: tuple[str, ...],
) -> int:
    if connue := memoire.find(titres):
        return _CONNUE + len(connue.colonnes)
    proposees = assign_titres(champs, titres)
    if len(proposees) < _CHAMPS_MIN or not set(necessaires) & proposees.keys():
        return 0
    return len(proposees)
