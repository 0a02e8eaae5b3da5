"""What a reference table is, and what an import reports.

Files of `tables/` declare each list once: `territoires.toml` and `propres.toml` those that travel
with the code, `importees.toml` those that are handed over.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from spaser.moteur.tables.modele import REMARQUES_MAX, ErreurTable, Remarque

TABLES: Final = Path(__file__).parent / "tables"


class ErreurReferentiel(ErreurTable):
    """A file that cannot become a reference table; told in French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeDeclaree:
    """What is declared of a list; `fichier` is an example for one that is imported."""

    fichier: str
    libelle: str
    source: str
    licence: str
    url: str | None = None
    permet: str = ""  # what it lets figures say
    colonnes: Mapping[str, str] = field(default_factory=dict)  # type by name, but those of Parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class Referentiel(ListeDeclaree):
    """A list that is here."""

    date: date
    date_estimee: bool = False  # True: nobody gave the date, it was read off the file
    lignes: int | None = None
    sha256: str | None = None


@cache
def read_declarations[L: ListeDeclaree](genre: type[L], *noms: str) -> Mapping[str, L]:
    declarations: dict[str, L] = {}
    for nom in noms:
        texte = (TABLES / f"{nom}.toml").read_bytes()
        declarations |= msgspec.toml.decode(texte, type=dict[str, genre])  # type: ignore[valid-type]
    return declarations


@dataclass(slots=True)
class RapportReferentiel:
    """What an import read, kept and left out: `lues` = `gardees` + the sum of `rejets`.

    `alertes` counts lines that were kept with a value set aside. `ignorees` are the sheets that
    hold no table.
    """

    nom: str
    fichier: str
    lues: int = 0
    gardees: int = 0
    rejets: Counter[str] = field(default_factory=Counter)
    alertes: Counter[str] = field(default_factory=Counter)
    remarques: list[Remarque] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)
    referentiel: Referentiel | None = None

    def reject(self, remarque: Remarque) -> None:
        self._note(self.rejets, remarque)

    def warn(self, remarque: Remarque) -> None:
        """Count a line kept with a value set aside."""
        self._note(self.alertes, remarque)

    def _note(self, comptes: Counter[str], remarque: Remarque) -> None:
        comptes[remarque.motif] += 1
        if len(self.remarques) < REMARQUES_MAX:
            self.remarques.append(remarque)


# GEIQ hire and train, SEP is work in prison: neither is a structure of L5132-4 nor of handicap.
FAMILLES: Final = {
    "EI": "insertion",
    "AI": "insertion",
    "ACI": "insertion",
    "ETTI": "insertion",
    "EITI": "insertion",
    "EA": "handicap",
    "EATT": "handicap",
    "ESAT": "handicap",
    "GEIQ": "autre",
    "SEP": "autre",
}


def list_types(famille: str) -> str:
    """Return the kinds of structure of a family, as SQL."""
    return ", ".join(f"'{code}'" for code, la_sienne in FAMILLES.items() if la_sienne == famille)
