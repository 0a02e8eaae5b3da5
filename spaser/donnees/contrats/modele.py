"""The values that the reader of spreadsheets of contracts hands over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from spaser.donnees.contrats.champs import ChampMarche
from spaser.donnees.tables.modele import ErreurTable
from spaser.donnees.tables.remarques import REMARQUES_MAX, Remarque


class ErreurContrats(ErreurTable):
    """A spreadsheet that cannot be read; told in French with the fix."""


@dataclass(frozen=True, slots=True)
class Complement:
    """What a cell says of a contract that DECP never holds; `rang` is that of the contract."""

    rang: int
    ligne: int
    champ: ChampMarche
    colonne: str
    valeur: str


@dataclass(slots=True)
class Decompte:
    """What became of every line: `lignes` = contracts + holders added + set aside."""

    fichier: str = ""  # its name
    lignes: int = 0
    marches: int = 0
    titulaires: int = 0  # lines that only add a holder to the contract above
    ecartees: int = 0
    annees: Counter[int] = field(default_factory=Counter)
    sans_date: int = 0
    motifs: Counter[str] = field(default_factory=Counter)
    remarques: list[Remarque] = field(default_factory=list)
    nb_remarques: int = 0
    complements: list[Complement] = field(default_factory=list)

    def remark(self, remarque: Remarque) -> None:
        """Count a remark, and keep its place up to a limit."""
        self.nb_remarques += 1
        self.motifs[remarque.probleme] += 1
        if len(self.remarques) < REMARQUES_MAX:
            self.remarques.append(remarque)

    @property
    def est_juste(self) -> bool:
        """Tell whether the account adds up."""
        return self.lignes == self.marches + self.titulaires + self.ecartees


@dataclass(slots=True)
class Marche:
    """A contract as DECP v2 writes it, and the line it comes from."""

    ligne: int
    champs: dict[str, Any]
