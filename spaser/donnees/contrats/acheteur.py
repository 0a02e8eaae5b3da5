"""For whom a spreadsheet is read: contracts are known by the number of an establishment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_SIRET: Final = 14
_SIGNES: Final = str.maketrans(" ,\\./", "_____")  # as `identite.id_net_sql` compares numbers


def simplify_id(identifiant: str) -> str:
    """Return the number of a contract as sources compare it."""
    return identifiant.strip().translate(_SIGNES).upper()


@dataclass(frozen=True, slots=True)
class EtablissementsAcheteur:
    """A buyer, and the establishments that published her contracts, by number of contract.

    A contract of a spreadsheet that gives no establishment takes that of the published contract
    of the same number, so that one is recognised in the other.
    """

    siren: str
    siret: str | None = None  # the establishment that publishes most
    sirets: Mapping[str, str] = field(default_factory=dict)

    def owns(self, numero: str) -> bool:
        """Tell whether a SIREN or a SIRET is hers."""
        return numero.startswith(self.siren)

    def name(self, identifiant: str, ecrit: str | None) -> str:
        """Return the number under which a contract is published, or would be."""
        if ecrit is not None and len(ecrit) == _SIRET:
            return ecrit
        return self.sirets.get(simplify_id(identifiant)) or self.siret or self.siren
