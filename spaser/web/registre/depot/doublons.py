"""Published sheets that are perhaps about the same scheme."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from spaser.metier.registre.doublons import are_doublons, cles_doublon
from spaser.web.registre.models import Fiche

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaser.metier.registre.fiche import Spaser


def list_doublons(spaser: Spaser, sauf: Fiche | None = None) -> list[Fiche]:
    """Return the published sheets about the same scheme as this one."""
    cles = cles_doublon(spaser)
    candidates = Fiche.objects.publiees()
    if sauf is not None:
        candidates = candidates.exclude(pk=sauf.pk)
    return [
        fiche
        for fiche in candidates
        if not cles.isdisjoint(cles_doublon(fiche.spaser)) and are_doublons(spaser, fiche.spaser)
    ]


def list_paires() -> list[tuple[Fiche, Fiche]]:
    """Return every pair of published sheets about the same scheme, the oldest first in each."""
    par_cle: defaultdict[str, list[Fiche]] = defaultdict(list)
    for fiche in Fiche.objects.publiees().order_by("pk"):
        for cle in cles_doublon(fiche.spaser):
            par_cle[cle].append(fiche)
    return list(_pairs(par_cle.values()))


def _pairs(groupes: Iterable[list[Fiche]]) -> Iterable[tuple[Fiche, Fiche]]:
    vues: set[tuple[int, int]] = set()
    for groupe in groupes:
        for une, autre in combinations(groupe, 2):
            cle = une.pk, autre.pk
            if cle not in vues and are_doublons(une.spaser, autre.spaser):
                vues.add(cle)
                yield une, autre
