"""Read the files of the questionnaire; their sense is given above, by `metier`."""

from __future__ import annotations

from typing import Final

from spaser.contenus.lecture import read_dossier

_DOSSIER: Final = "autodiagnostic"


def read_questionnaires() -> dict[int, bytes]:
    """Return each version of the questionnaire, by its number."""
    return _read_versions("questionnaire-")


def read_tensions() -> dict[int, bytes]:
    """Return, by version of the questionnaire, the answers that do not go together."""
    return _read_versions("tensions-")


def read_constats() -> dict[int, bytes]:
    """Return, by version of the questionnaire, what published data say of a question."""
    return _read_versions("constats-")


def _read_versions(prefixe: str) -> dict[int, bytes]:
    fichiers = read_dossier(_DOSSIER, ".json")
    return {
        int(nom.removeprefix(prefixe)): octets
        for nom, octets in fichiers.items()
        if nom.startswith(prefixe)
    }
