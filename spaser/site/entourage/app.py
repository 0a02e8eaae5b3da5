"""What the app `entourage` declares: tools, personal data, planned work, tasks."""

from typing import Final

from spaser.site.organisations.outils import Outil

OUTILS: Final[tuple[Outil, ...]] = ()
