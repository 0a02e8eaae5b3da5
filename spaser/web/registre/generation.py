"""The name of the register's generation: bumped at each change, read by what is kept in memory."""

from __future__ import annotations

from typing import Final

GENERATION: Final = "registre"
TYPE_RECHERCHE: Final = "fiche"
