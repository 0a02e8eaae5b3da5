"""The exports in JSON: one document, or one sheet a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from spaser.web.api.fiches import complete
from spaser.web.registre.models import Fiche


def write_json(fiches: Iterable[Fiche], aujourd_hui: date, entete: dict[str, Any]) -> Iterator[str]:
    """Write one object: the header, then `fiches`."""
    debut = encode(entete)
    yield f'{debut[:-1]}, "fiches": [\n'
    yield from separate(encode(complete(fiche, aujourd_hui)) for fiche in fiches)
    yield "]}\n"


def write_jsonl(fiches: Iterable[Fiche], aujourd_hui: date) -> Iterator[str]:
    """Write one sheet a line."""
    for fiche in fiches:
        yield encode(complete(fiche, aujourd_hui)) + "\n"


def separate(morceaux: Iterable[str]) -> Iterator[str]:
    """Put a comma between the elements of a list."""
    separateur = ""
    for morceau in morceaux:
        yield separateur + morceau
        separateur = ",\n"


def encode(valeur: Schema | dict[str, Any]) -> str:
    """Write a value as the operations do."""
    if isinstance(valeur, Schema):
        valeur = valeur.model_dump()
    return json.dumps(valeur, cls=NinjaJSONEncoder, ensure_ascii=False)
