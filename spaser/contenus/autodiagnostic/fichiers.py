"""Read the files of the questionnaire; their sense is given above, by `metier`."""

from __future__ import annotations

from typing import Final

from spaser.contenus.lecture import read_dossier

_DOSSIER: Final = "autodiagnostic"
_PREFIXE: Final = "questionnaire-"


def read_questionnaires() -> dict[int, bytes]:
    """Return each version of the questionnaire, by its number."""
    fichiers = read_dossier(_DOSSIER, ".json")
    return {int(nom.removeprefix(_PREFIXE)): octets for nom, octets in fichiers.items()}
