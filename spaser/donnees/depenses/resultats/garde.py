"""The account and the figures as they are kept, and read back the same."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from spaser.donnees.depenses.modele import CompteRendu
from spaser.donnees.depenses.resultats.synthese import Synthese


@dataclass(frozen=True, slots=True)
class BilanDepenses:
    """What is said of the spend of a buyer."""

    compte_rendu: CompteRendu
    synthese: Synthese


def write_bilan(bilan: BilanDepenses) -> bytes:
    """Return the figures as JSON; amounts are texts, exact to the cent."""
    return msgspec.json.encode(bilan)


def read_bilan(octets: bytes) -> BilanDepenses:
    """Read what `write_bilan` wrote."""
    return msgspec.json.decode(octets, type=BilanDepenses)
