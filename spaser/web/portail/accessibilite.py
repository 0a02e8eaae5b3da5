"""The accessibility statement: what the machine found, and what no one has audited yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

FICHIER: Final = "accessibilite.json"


@dataclass(frozen=True)
class Resultats:
    """The last automated run that was kept, and the state of the manual audit."""

    verifie_le: date
    outil: str
    pages: list[str]
    largeurs: list[int]
    themes: list[str]
    defauts: list[str]
    audit_manuel: str


@cache
def read_audit() -> Resultats:
    """Read the kept results."""
    brut = json.loads(resources.files(__package__).joinpath(FICHIER).read_text(encoding="utf-8"))
    return Resultats(**(brut | {"verifie_le": date.fromisoformat(brut["verifie_le"])}))
