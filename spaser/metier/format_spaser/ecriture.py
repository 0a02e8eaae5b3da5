"""From a sheet to the open SPASER format; what is not known is left out."""

from __future__ import annotations

import dataclasses
import json
from enum import Enum
from typing import Any

from spaser.contenus.formats_publies import VERSION_SPASER
from spaser.metier.dates import DatePartielle
from spaser.metier.registre.fiche import Spaser


def write_spaser(fiche: Spaser) -> dict[str, Any]:
    """Return a sheet as plain values, ready to be written in JSON."""
    return {"format": "spaser", "version": VERSION_SPASER, "schema": {}} | _object(fiche)


def write_spaser_json(fiche: Spaser) -> bytes:
    """Return a sheet as the bytes of a file."""
    texte = json.dumps(write_spaser(fiche), ensure_ascii=False, indent=2)
    return f"{texte}\n".encode()


def _object(valeur: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the sheet's dataclasses
    return {
        champ.name: _plain(contenu)
        for champ in dataclasses.fields(valeur)
        if (contenu := getattr(valeur, champ.name)) != _default(champ)
    }


def _plain(valeur: object) -> object:
    match valeur:
        case DatePartielle():
            return str(valeur)
        case Enum():
            return valeur.value
        case tuple():
            return [_plain(element) for element in valeur]
        case float() if valeur.is_integer():
            return int(valeur)
        case _ if dataclasses.is_dataclass(valeur):
            return _object(valeur)
        case _:
            return valeur


def _default(champ: dataclasses.Field[Any]) -> object:
    if champ.default_factory is not dataclasses.MISSING:
        return champ.default_factory()
    return champ.default  # MISSING when the field is asked for: no value equals it
