"""The faults of a buyer's contracts, counted by field and reason, the most harmful first.

Beside them, why a fault matters, in words; what to do about it stands beside each code of anomaly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.reparation.taux import Cause
from spaser.metier.sources import Source

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


class Remede(Nomenclature):
    ACHETEUR = "acheteur", "À corriger par l’acheteur"
    REPARABLE = "reparable", "Déjà corrigé dans le fichier réparé"
    EN_ATTENTE = "en_attente", "Réparable, une fois le reste du contrat corrigé"
    REMARQUE = "remarque", "À vérifier"


def find_remede(sort: str, *, ecrit: bool) -> Remede:
    """Return what can be done about a fault; `ecrit`: its contract is in the repaired file."""
    remede = Remede(sort)
    return Remede.EN_ATTENTE if remede is Remede.REPARABLE and not ecrit else remede


@dataclass(frozen=True, slots=True)
class FauteContrat:
    contrat: int
    champ: str
    raison: str
    genre: Remede

    @property
    def cause(self) -> Cause:
        return Cause(self.champ, self.raison)


@dataclass(frozen=True, slots=True)
class ConstatFautes:
    champ: str
    raison: str
    genre: Remede
    contrats: int
    points: float = 0.0  # by how much it widens the four legal rates, together

    @property
    def cause(self) -> Cause:
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


class FamilleFautes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    codes: tuple[str, ...]
    explication: str
    faits: tuple[str, ...] = ()  # the codes of the law that it tells
    titre: str = ""  # for a code that the control of files does not know
    correction: str = ""  # same


class Raisons(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every family, and the text that they rest on."""

    version: str
    source: Source
    familles: tuple[FamilleFautes, ...]


@cache
def load_raisons() -> Raisons:
    return read_contenu("reparation/raisons.json", Raisons)


@cache
def _par_code() -> dict[str, FamilleFautes]:
    return {code: raison for raison in load_raisons().familles for code in raison.codes}


_ORDINAIRE: Final = FamilleFautes(codes=(), explication="")


def find_famille(code: str) -> FamilleFautes:
    """Return the family of a code; an empty one when nobody wrote about it."""
    return _par_code().get(code, _ORDINAIRE)
