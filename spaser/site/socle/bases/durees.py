"""How long transactions last: one that is long makes every other writer wait."""

import logging
import sys
from time import monotonic
from typing import Final, override

from django.db.backends.base.base import BaseDatabaseWrapper

LONGUE: Final = 1.0  # seconds
_SEULE: Final = "spaser.site.socle.preparation."  # tables change before anybody is served
_journal: Final = logging.getLogger(__name__)


class Chronometree(BaseDatabaseWrapper):
    """Counts its transactions, and tells of those over one second by the place that opened them."""

    finies = 0  # committed since the connection was made
    _debut: float | None = None

    @override
    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Begin or end a transaction: once its commit is done, before what waited for it."""
        debut, self._debut = self._debut, None
        if autocommit and debut is not None:
            tell_longue(monotonic() - debut)
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:
            self._debut = monotonic()

    @override
    def commit(self) -> None:
        super().commit()
        self.finies += 1


def tell_longue(secondes: float) -> None:
    """Warn of a long transaction; no value of it is told."""
    if secondes >= LONGUE and not (lieu := find_lieu()).startswith(_SEULE):
        _journal.warning("A transaction of %.1f s was opened at %s", secondes, lieu)


def find_lieu() -> str:
    """Return the function of the site, and its line, that is nearest to the transaction."""
    cadre = sys._getframe(2)  # noqa: SLF001 - a walk up the stack, without its texts
    while not (nom := cadre.f_globals["__name__"]).startswith("spaser.") or nom == __name__:
        if cadre.f_back is None:
            return "?"
        cadre = cadre.f_back
    return f"{nom}.{cadre.f_code.co_qualname}:{cadre.f_lineno}"
