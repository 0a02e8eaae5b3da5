"""Links that open a registration to whoever holds them: kept nowhere, signed for one page."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.liens import SignedPage

CONFIRMER: Final = SignedPage("agenda:confirmer")
MIENNE: Final = SignedPage("agenda:mienne")
