"""Three-state answers as numbers, so that one maximum says "at least one".

yes = 2, unknown = 1, no = 0: a contract is a yes as soon as one holder is, a no when every holder
is known not to be, and unknown otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

OUI: Final = 2
INCONNU: Final = 1
NON: Final = 0


def etat(reponse: ir.BooleanValue) -> ir.IntegerValue:
    """Turn an answer into its number."""
    return ibis.cases((reponse.isnull(), INCONNU), (reponse, OUI), else_=NON)


def lit_etat(maximum: ir.IntegerValue) -> ir.BooleanValue:
    """Read the greatest number of a contract back into an answer."""
    return maximum.nullif(INCONNU) == OUI
