"""Under which terms the register is reused."""

from __future__ import annotations

from typing import Final

LICENCE: Final = "Licence Ouverte 2.0 (Etalab)"
LICENCE_URL: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
