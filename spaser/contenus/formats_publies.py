"""The formats that the site publishes: schemas, changelog, examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from spaser.contenus.lecture import read_octets

VERSION_1_0: Final = "1.0"
VERSION_1_1: Final = "1.1"
SCHEMA_1_0: Final = f"spaser-{VERSION_1_0}.schema.json"
SCHEMA_1_1: Final = f"spaser-{VERSION_1_1}.schema.json"
SCHEMA_CSV: Final = "registre.tableschema.json"
SCHEMA_PUBLICATIONS: Final = "publications.tableschema.json"
JOURNAL: Final = "JOURNAL.md"
EXEMPLE_1_1: Final = "complet-1.1.json"
EXEMPLES: Final = ("minimal.json", "complet.json", EXEMPLE_1_1)


def read_format_publie(nom: str) -> bytes:
    return read_octets(f"formats/{nom}")


def read_exemple(nom: str) -> bytes:
    """Return an example of the open format, about a buyer that does not exist."""
    return read_octets(f"formats/exemples/{nom}")


@cache
def schema_spaser(nom: str = SCHEMA_1_1) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(read_format_publie(nom)))


@cache
def schema_csv(nom: str = SCHEMA_CSV) -> Mapping[str, Any]:
    """Return the Table Schema of a CSV file: of the register, unless another is named."""
    return MappingProxyType(json.loads(read_format_publie(nom)))
