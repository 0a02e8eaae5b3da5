"""Read the questionnaire: the one asked today, and those that older links answer."""

from __future__ import annotations

from functools import cache

import msgspec

from spaser.contenus.autodiagnostic.fichiers import read_questionnaires
from spaser.erreurs import ErreurSpaser
from spaser.metier.autodiagnostic.modele import Questionnaire


@cache
def load_questionnaires() -> dict[int, Questionnaire]:
    """Return every version, the oldest first."""
    fichiers = read_questionnaires()
    return {version: read_questionnaire(version, fichiers[version]) for version in sorted(fichiers)}


def load_questionnaire() -> Questionnaire:
    """Return the version asked today."""
    return list(load_questionnaires().values())[-1]


def read_questionnaire(version: int, octets: bytes) -> Questionnaire:
    """Read one file; a fault is ours, and told with its place."""
    try:
        return msgspec.json.decode(octets, type=Questionnaire)
    except msgspec.ValidationError as faute:
        raise ErreurSpaser(f"autodiagnostic/questionnaire-{version}.json : {faute}") from faute
