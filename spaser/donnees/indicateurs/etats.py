"""Three-state answers asked of each holder, summed up for the contract.

The contract is a yes as soon as one holder is, a no when every holder is known not to be, and
unknown otherwise. All the answers of a holder share one number, two bits each: one aggregate is
then enough for all of them.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Final

import ibis

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

FAUX: Final = ibis.literal(value=False)
VRAI: Final = ibis.literal(value=True)
INDETERMINE: Final = ibis.null("boolean")

_OUI: Final = 1
_INCONNU: Final = 2
_BITS: Final = 2


def resume(reponses: Iterable[ir.BooleanValue]) -> ir.IntegerScalar:
    """Gather the answers of all the holders of a contract."""
    codes = (
        ibis.cases((r.isnull(), _INCONNU << _BITS * rang), (r, _OUI << _BITS * rang), else_=0)
        for rang, r in enumerate(reponses)
    )
    return reduce(add, codes).bit_or()


def lit(resumes: ir.IntegerValue, rang: int) -> ir.BooleanValue:
    """Read the answer of the contract to one of the questions; unknown without any holder."""
    oui, inconnu = _OUI << _BITS * rang, _INCONNU << _BITS * rang
    return ibis.cases(
        (resumes & oui == oui, VRAI),
        (resumes.isnull() | (resumes & inconnu == inconnu), INDETERMINE),
        else_=FAUX,
    )
