"""Read the questionnaire: the one asked today, and those that older links answer."""

from __future__ import annotations

from functools import cache

from spaser.contenus.lecture import list_json, read_json
from spaser.metier.autodiagnostic.modele import Questionnaire


@cache
def load_questionnaires() -> dict[int, Questionnaire]:
    """Return every version, the oldest first."""
    chemins = list_json("autodiagnostic", "questionnaire-")
    return {
        version: read_json(chemins[str(version)], Questionnaire)
        for version in sorted(map(int, chemins))
    }


def load_questionnaire() -> Questionnaire:
    """Return the version asked today."""
    return list(load_questionnaires().values())[-1]
