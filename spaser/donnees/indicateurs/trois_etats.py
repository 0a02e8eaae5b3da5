"""Three-state answers asked of each holder, summed up for the contract.

yes = 2, unknown = 1, no = 0: the greatest makes the contract a yes as soon as one holder is, a no
when every holder is known not to be, and unknown otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

OUI: Final = 2
INCONNU: Final = 1
NON: Final = 0

FAUX: Final = ibis.literal(value=False)
VRAI: Final = ibis.literal(value=True)
INDETERMINE: Final = ibis.null("boolean")


def sum_up(reponse: ir.BooleanValue) -> ir.IntegerScalar:
    """Gather the answers of all the holders of a contract."""
    return ibis.cases((reponse.isnull(), INCONNU), (reponse, OUI), else_=NON).max()


def read_answer(maximum: ir.IntegerValue) -> ir.BooleanValue:
    """Read the answer of the contract; unknown without any holder."""
    return maximum.nullif(INCONNU) == OUI
