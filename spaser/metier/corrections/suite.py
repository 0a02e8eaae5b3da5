"""Finds the contract that people worked on again, when new data split or join contracts.

What was said of a contract remembers what it was said of: its `Trait`. A contract is found again by
what one of its publications says, never by its key alone. The table of cases is in the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from spaser.lettres import fold_mots

_HORS_NUMERO: Final = str.maketrans("", "", " ,\\./_")
_TEXTE_MAX: Final = 200
_ASSEZ: Final = 2  # of object, holders and value, to tell a contract from another


@dataclass(frozen=True, slots=True)
class Trait:
    """What a contract said on the day that somebody worked on it; what is absent is empty."""

    id: str = ""
    objet: str = ""
    titulaires: str = ""  # SIREN of its holders
    montant: str = ""  # published, in euros: « 1234.50 »
    jour: str = ""
    doutes: str = ""  # the doubtful links that it rested on already

    @classmethod
    def make(
        cls,
        numero: str | None,
        objet: str | None,
        titulaires: str,
        montant: float | None,
        jour: date | None,
        doutes: str = "",
    ) -> Self:
        return cls(
            (numero or "")[:_TEXTE_MAX],
            (objet or "")[:_TEXTE_MAX],
            titulaires[:_TEXTE_MAX],
            "" if montant is None else f"{montant:.2f}",
            jour.isoformat() if jour else "",
            doutes,
        )

    @classmethod
    def read(cls, garde: dict[str, Any]) -> Self:
        return cls(**garde)

    def dump(self) -> dict[str, str]:
        dits = {nom: getattr(self, nom) for nom in self.__slots__}
        return {nom: dit for nom, dit in dits.items() if dit}

    @property
    def numero(self) -> str:
        """Return its number without what sources write in several ways."""
        return self.id.upper().translate(_HORS_NUMERO).lstrip("0")

    @property
    def contenu(self) -> tuple[str, str, str]:
        """Return what tells it from others: object, holders, published value."""
        return (fold_mots(self.objet), self.titulaires, self.montant)

    @property
    def suffit(self) -> bool:
        return sum(bool(dit) for dit in self.contenu) >= _ASSEZ

    def is_same(self, autre: Trait) -> bool:
        """Tell whether both say the same, number and day included when both give them."""
        if self.contenu != autre.contenu:
            return False
        paires = ((self.numero, autre.numero), (self.jour, autre.jour))
        return all(un == deux or not (un and deux) for un, deux in paires)

    def count_accords(self, autre: Trait) -> int:
        """Return how many things both say alike, to propose the nearest first."""
        paires = zip((*self.contenu, self.numero), (*autre.contenu, autre.numero), strict=True)
        return sum(bool(un) and un == deux for un, deux in paires)

    def contradicts(self, autre: Trait) -> bool:
        """Tell whether both cannot be one contract: nothing alike, or another amount and day."""

        def compare(uns: Iterable[str], autres: Iterable[str]) -> list[bool]:
            return [un == deux for un, deux in zip(uns, autres, strict=True) if un and deux]

        memes = compare(self.contenu, autre.contenu)
        moments = compare((self.montant, self.jour), (autre.montant, autre.jour))
        return (bool(memes) and not any(memes)) or moments == [False, False]


class Attente(StrEnum):
    """Why something said of a contract waits for the buyer; empty when it holds."""

    TIENT = ""
    PERDUE = "perdue"  # its contract is nowhere, or could be several
    CONTRAIRE = "contraire"  # the contract that it joined has another value
    DOUTEUSE = "douteuse"  # its contract rests on a doubtful link
    ECARTEE = "ecartee"  # the buyer let it go

    @property
    def libelle(self) -> str:
        return _LIBELLES[self]


_LIBELLES: Final = {
    Attente.TIENT: "Compte dans les chiffres",
    Attente.PERDUE: "Le marché n’est plus retrouvé",
    Attente.CONTRAIRE: "L’autre marché dit autre chose",
    Attente.DOUTEUSE: "Le rapprochement est douteux",
    Attente.ECARTEE: "Laissée de côté",
}


class Suites:
    """The contracts of today, to find again those that were worked on."""

    def __init__(
        self,
        contrats: Iterable[tuple[int, Trait]],
        publications: Iterable[tuple[int, Trait]],
        partages: Container[int] = (),
    ) -> None:
        """Take what each contract shows, and what each of its publications says, by key.

        `partages` are the contracts that share their number and lot with another one.
        """
        self.montres = dict(contrats)
        self._partages = partages
        self._dits: dict[int, list[Trait]] = defaultdict(list)
        self._par_contenu: dict[tuple[str, str, str], dict[int, None]] = defaultdict(dict)
        for cle, trait in (*self.montres.items(), *publications):
            if cle in self.montres:
                self._dits[cle].append(trait)
                self._par_contenu[trait.contenu][cle] = None

    def find(self, cle: int, trait: Trait) -> int | None:
        """Return the key of the contract that something was said of; None when it is not sure.

        The one that it names, when a publication of it says what was seen, or when nothing better
        does and something of it still agrees.
        """
        memes = self._list_memes(trait) if trait.suffit else []
        if cle in memes:
            return cle
        if len(memes) == 1:
            return memes[0]
        tient = cle in self.montres and not memes
        if tient and not all(trait.contradicts(dit) for dit in self._dits[cle]):
            return cle
        return None

    def guess(self, cle: int, numero: str) -> Trait | None:
        """Return the trait of a contract that nothing was noted of, when its key is safe.

        It is shown, has the number that was noted, and no other contract has its number and lot.
        """
        montre = self.montres.get(cle)
        note = Trait(id=numero).numero
        if montre is None or (note and montre.numero != note):
            return None
        return None if cle in self._partages else montre

    def is_une(self, cle: int) -> bool:
        return len({dit.contenu for dit in self._dits[cle]}) == 1

    def list_nouveaux_doutes(self, cle: int, trait: Trait) -> list[str]:
        """Return the doubtful links of a contract that were not there when it was worked on."""
        connus = trait.doutes.split()
        return [doute for doute in self.montres[cle].doutes.split() if doute not in connus]

    def _list_memes(self, trait: Trait) -> list[int]:
        return [
            cle
            for cle in self._par_contenu.get(trait.contenu, {})
            if any(dit.is_same(trait) for dit in self._dits[cle])
        ]
