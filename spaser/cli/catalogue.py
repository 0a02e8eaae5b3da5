"""Click's own words in French, through the gettext catalogue that Click already looks for."""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import Final

DOSSIER: Final = Path(__file__).parent / "locale"
DOMAINE: Final = "messages"  # the only domain Click asks


def install_catalogue() -> None:
    """Make Click speak French in this process, whatever the language of the machine."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain(DOMAINE, DOSSIER)
    gettext.textdomain(DOMAINE)
