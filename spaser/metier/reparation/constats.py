"""The faults of a buyer's contracts, counted by field and reason, the most harmful first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from spaser.metier.reparation.taux import Cause

FORMAT: Final = "marches"
"""The field that stands for the whole record, when its format is the fault."""

SANS_NUMERO: Final = Cause("titulaires.id", "sans_numero_francais")
SANS_REPONSE: Final = "sans_reponse"

CHAMPS_DECISIFS: Final[Mapping[str, str]] = {
    "SOC-01": "considerationsSociales",
    "ENV-01": "considerationsEnvironnementales",
    "SOC-13": "titulaires",
    "SOC-IN": "titulaires",
}
"""The field that answers each line of the law."""


class Remede(StrEnum):
    """What can be done about a fault."""

    ACHETEUR = "acheteur"
    REPARABLE = "reparable"
    REMARQUE = "remarque"

    @property
    def libelle(self) -> str:
        """Return the words a reader sees."""
        return _LIBELLES[self]


_LIBELLES: Final = {
    Remede.ACHETEUR: "À corriger par l’acheteur",
    Remede.REPARABLE: "Déjà corrigé dans le fichier réparé",
    Remede.REMARQUE: "À vérifier",
}


@dataclass(frozen=True, slots=True)
class FauteContrat:
    """One fault of one contract."""

    contrat: int
    champ: str
    raison: str
    genre: Remede

    @property
    def cause(self) -> Cause:
        """Return its field and its reason."""
        return Cause(self.champ, self.raison)


@dataclass(frozen=True, slots=True)
class ConstatFautes:
    """All the faults of one field and one reason."""

    champ: str
    raison: str
    genre: Remede
    contrats: int
    points: float = 0.0  # by how much it widens the four legal rates, together

    @property
    def cause(self) -> Cause:
        """Return its field and its reason."""
        return Cause(self.champ, self.raison)


def count_constats(
    fautes: Iterable[FauteContrat], points: Mapping[Cause, float]
) -> list[ConstatFautes]:
    """Count contracts by field and reason; largest effect first.

    The effect is what the fault hides of the legal rates, then whether it keeps the contract out
    of the repaired file, then how many contracts it touches.
    """
    contrats: dict[tuple[Cause, Remede], set[int]] = defaultdict(set)
    for faute in fautes:
        contrats[faute.cause, faute.genre].add(faute.contrat)
    constats = [
        ConstatFautes(cause.champ, cause.raison, genre, len(touches), points.get(cause, 0.0))
        for (cause, genre), touches in contrats.items()
    ]
    ordre = list(Remede)
    return sorted(
        constats, key=lambda c: (-c.points, ordre.index(c.genre), -c.contrats, c.champ, c.raison)
    )


def find_cause(indicateur: str, fautes: Sequence[FauteContrat]) -> Cause:
    """Return why a contract has no answer to a line of the law."""
    decisif = CHAMPS_DECISIFS[indicateur]
    for faute in fautes:
        if faute.champ == FORMAT or faute.champ.split(".", 1)[0] == decisif:
            return faute.cause
    return SANS_NUMERO if decisif == "titulaires" else Cause(decisif, SANS_REPONSE)
