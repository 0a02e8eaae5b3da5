"""The schemes of the buyers that are most like one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.utils import timezone

from spaser.metier.registre.proximite import Profil, measure_proximite
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.tableau import PlaceFiche, read_tableau


def list_proches(profil: Profil, sauf: Collection[Fiche], limite: int) -> list[Fiche]:
    """Return one scheme of each of the buyers nearest to a profile, the nearest first.

    The latest adopted comes first among equals. `sauf` are those of the buyer itself.
    """
    ecartees = {fiche.pk for fiche in sauf}
    retenues: dict[str, int] = {}
    for _, numero, porteur in _order(profil):
        if numero not in ecartees:
            retenues.setdefault(porteur, numero)
        if len(retenues) == limite:
            break
    lues = Fiche.objects.defer("contenu").in_bulk(retenues.values())
    return [lues[pk] for pk in retenues.values() if pk in lues]


def _order(profil: Profil) -> Iterator[PlaceFiche]:
    notees: dict[int, list[PlaceFiche]] = defaultdict(list)
    for autre, places in read_tableau(timezone.localdate()).profils.items():
        if note := measure_proximite(profil, autre):
            notees[note] += places
    for note in sorted(notees, reverse=True):
        yield from sorted(notees[note])
