"""The titles of an extract: those that a mapping knows, else those that name the most columns."""

from __future__ import annotations

from functools import partial
from typing import Final

from spaser.donnees.depenses.champs import MONTANTS
from spaser.donnees.depenses.correspondance import Memoire, propose
from spaser.donnees.tableur import entete
from spaser.donnees.tableur.entete import Table
from spaser.donnees.tableur.modele import Feuille

_CHAMPS_MIN: Final = 2


def find_table(feuille: Feuille, memoire: Memoire) -> Table | None:
    """Return the rows of a sheet under its titles."""
    return entete.find_table(feuille, partial(_score, memoire))


def _score(memoire: Memoire, titres: tuple[str, ...]) -> int:
    if connue := memoire.find(titres):
        return 100 + len(connue.colonnes)
    proposee = propose(titres).colonnes
    if len(proposee) < _CHAMPS_MIN or not set(MONTANTS) & proposee.keys():
        return 0
    return len(proposee)
