"""What a reference table is, and what an import reports."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from spaser.moteur.tables.modele import REMARQUES_MAX, ErreurTable, Remarque


class ErreurReferentiel(ErreurTable):
    """A file that cannot become a reference table; told in French."""


@dataclass(frozen=True, slots=True)
class Referentiel:
    nom: str
    libelle: str
    date: date
    source: str
    licence: str
    url: str | None = None
    date_estimee: bool = False  # True: nobody gave the date, it was read off the file


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
