"""The schemes of the register that matter to a buyer: its own, and those of its likes."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q

from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.models import Espace
from spaser.web.registre.models import Fiche

VOISINS_MAX: Final = 4


def find_schema(espace: Espace, aujourdhui: date) -> Fiche | None:
    """Return the published scheme of this SIREN, the latest one."""
    return Fiche.objects.publiees().filter(siren=espace.siren).order_by("-pk").first()


def list_voisins(espace: Espace, aujourdhui: date) -> list[Fiche]:
    """Return a few schemes of the same region or of the same kind of buyer."""
    identite = describe_siren(espace.siren)
    if identite is None:
        return []
    proches = Q()
    if identite.code_region:
        proches |= Q(code_region=identite.code_region)
    if identite.type:
        proches |= Q(type=identite.type)
    if not proches:
        return []
    autres = Fiche.objects.publiees().filter(proches).exclude(siren=espace.siren)
    return list(autres.order_by("structure", "pk")[:VOISINS_MAX])
