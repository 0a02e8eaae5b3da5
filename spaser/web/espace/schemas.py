"""The schemes of the register that matter to a buyer: its own, and those of its likes."""

from __future__ import annotations

from datetime import date
from typing import Final

from spaser.web.organisations.identite import describe_espace
from spaser.web.organisations.models import Espace
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.porteurs import list_schemas_de
from spaser.web.registre.selectors.proches import list_proches

VOISINS_MAX: Final = 4


def list_schemas(espace: Espace, aujourdhui: date) -> list[Fiche]:
    """Return the published schemes of this body, the latest first, those it shares included."""
    return list_schemas_de(espace.siren, aujourdhui)


def find_schema(espace: Espace, aujourdhui: date) -> Fiche | None:
    schemas = list_schemas(espace, aujourdhui)
    return schemas[0] if schemas else None


def list_voisins(espace: Espace, siens: list[Fiche]) -> list[Fiche]:
    """Return a few schemes of the buyers that are most like this one, which has `siens`."""
    return list_proches(describe_espace(espace).profil, siens, VOISINS_MAX)
