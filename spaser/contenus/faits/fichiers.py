"""Read the files of facts; their sense is given above, by `faits`.

They are JSON, as the other contents: the programme team will edit them on the site with what
already edits the duties, which compares, keeps and writes back the same JSON.
"""

from __future__ import annotations

from typing import Final

from spaser.contenus.lecture import read_dossier

_DOSSIER: Final = "faits"


def read_sujets() -> dict[str, bytes]:
    """Return each file of facts, by the name of its subject, sorted."""
    return read_dossier(_DOSSIER, ".json")
