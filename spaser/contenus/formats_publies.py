"""The formats that the site publishes: schemas, changelog, examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from spaser.contenus.lecture import read_octets

VERSION_SPASER: Final = "1.0"
SCHEMA_SPASER: Final = f"spaser-{VERSION_SPASER}.schema.json"
VERSION_EBAUCHE: Final = "1.1-ebauche"
SCHEMA_EBAUCHE: Final = f"spaser-{VERSION_EBAUCHE}.schema.json"
SCHEMA_CSV: Final = "registre.tableschema.json"
SCHEMA_PUBLICATIONS: Final = "publications.tableschema.json"
JOURNAL: Final = "JOURNAL.md"
EXEMPLES: Final = ("minimal.json", "complet.json")
EXEMPLE_EBAUCHE: Final = f"complet-{VERSION_EBAUCHE}.json"


def read_format_publie(nom: str) -> bytes:
    """Return a published file as it is served."""
    return read_octets(f"formats/{nom}")


def read_exemple(nom: str) -> bytes:
    """Return an example of the open format, about a buyer that does not exist."""
    return read_octets(f"formats/exemples/{nom}")


@cache
def schema_spaser(nom: str = SCHEMA_SPASER) -> Mapping[str, Any]:
    """Return the JSON Schema of a version of the open SPASER format."""
    return MappingProxyType(json.loads(read_format_publie(nom)))


@cache
def schema_csv(nom: str = SCHEMA_CSV) -> Mapping[str, Any]:
    """Return the Table Schema of a CSV file: of the register, unless another is named."""
    return MappingProxyType(json.loads(read_format_publie(nom)))
