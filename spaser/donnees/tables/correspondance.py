"""Which column says what: proposed by the words of the titles, confirmed, remembered.

A mapping names columns by their title, not by their rank: it still holds when columns are moved
or added. It is recognised again for a file that bears the same titles.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, Final, Self

import msgspec

from spaser.donnees.tables.entete import Table, find_table
from spaser.donnees.tables.modele import Feuille
from spaser.donnees.tables.titres import ChampCherche, assign_titres

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
        """Return what its titles are remembered under."""
        return sha256("\x1f".join(self.titres).encode()).hexdigest()

    @property
    def inutilisees(self) -> tuple[str, ...]:
        """Return the titles that are not read."""
        return tuple(t for t in self.titres if t and t not in self.colonnes.values())

    @property
    def absente(self) -> str | None:
        """Return a title that is read and that the table does not bear."""
        return next((t for t in self.colonnes.values() if t not in self.titres), None)

    def fits(self, titres: Sequence[str]) -> bool:
        """Tell whether a table with these titles can be read with this mapping."""
        return set(self.colonnes.values()) <= set(titres)

    def move_to(self, titres: Sequence[str]) -> Self:
        """Return the same for a table whose columns were moved or added."""
        return msgspec.structs.replace(self, titres=tuple(titres))

    def ranks(self) -> dict[C, int]:
        """Return the rank of each column read."""
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
    """Find the titles that a mapping knows, else those that name the most columns."""
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
