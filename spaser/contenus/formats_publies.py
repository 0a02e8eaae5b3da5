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
SCHEMA_CSV: Final = "registre.tableschema.json"
JOURNAL: Final = "JOURNAL.md"
EXEMPLES: Final = ("minimal.json", "complet.json")


def read_format_publie(nom: str) -> bytes:
    """Return a published file as it is served."""
    return read_octets(f"formats/{nom}")


def read_exemple(nom: str) -> bytes:
    """Return an example of the open format, about a buyer that does not exist."""
    return read_octets(f"formats/exemples/{nom}")


@cache
def schema_spaser() -> Mapping[str, Any]:
    """Return the JSON Schema of the open SPASER format."""
    return MappingProxyType(json.loads(read_format_publie(SCHEMA_SPASER)))


@cache
def schema_csv() -> Mapping[str, Any]:
    """Return the Table Schema of the CSV export of the register."""
    return MappingProxyType(json.loads(read_format_publie(SCHEMA_CSV)))
