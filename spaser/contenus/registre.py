"""The first sheets of the register: schemes found in public sources, one file each.

A sheet is written in the open SPASER format. Around it: an identifier that never changes, the day
its sources were read, how sure it is, and where a fact comes from when it is not from the first
sources (`provenances`).
"""

from __future__ import annotations

from spaser.contenus.lecture import read_dossier

DOSSIER = "recenses"


def read_recenses() -> dict[str, bytes]:
    """Return each file of a first sheet, by its name without the suffix, sorted."""
    return read_dossier(DOSSIER, ".json")
