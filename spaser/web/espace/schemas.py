"""The schemes of the register that matter to a buyer: its own, and those of its likes."""

from __future__ import annotations

from datetime import date
from typing import Final

from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.models import Espace
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.proches import list_proches

VOISINS_MAX: Final = 4


def find_schema(espace: Espace, aujourdhui: date) -> Fiche | None:
    """Return the published scheme of this SIREN, the latest one."""
    return Fiche.objects.publiees().filter(siren=espace.siren).order_by("-pk").first()


def list_voisins(espace: Espace, aujourdhui: date) -> list[Fiche]:
    """Return a few schemes of the buyers that are most like this one."""
    identite = describe_siren(espace.siren)
    if identite is None:
        return []
    return list_proches(identite.profil, espace.siren, VOISINS_MAX)
