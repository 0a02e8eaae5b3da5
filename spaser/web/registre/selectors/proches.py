"""The schemes of the buyers that are most like one."""

from __future__ import annotations

from collections.abc import Collection

from spaser.metier.registre.proximite import Profil, measure_proximite
from spaser.web.registre.models import Fiche


def list_proches(profil: Profil, sauf: Collection[Fiche], limite: int) -> list[Fiche]:
    """Return one scheme of each of the buyers nearest to a profile, the nearest first.

    `sauf` are those of the buyer itself.
    """
    autres = Fiche.objects.publiees().exclude(pk__in=[fiche.pk for fiche in sauf])
    notees = []
    for pk, siren, structure, type_, taille, region, departements in autres.order_by(
        "-adopte_le"
    ).values_list(
        "pk", "siren", "structure", "type", "tranche_habitants", "code_region", "codes_departement"
    ):
        if note := measure_proximite(
            profil, Profil(type_, taille, region, frozenset(departements))
        ):
            notees.append((note, siren or structure, pk))
    retenues: dict[str, int] = {}
    for _, porteur, pk in sorted(notees, key=lambda notee: -notee[0]):
        if len(retenues) == limite:
            break
        retenues.setdefault(porteur, pk)
    lues = Fiche.objects.defer("contenu").in_bulk(retenues.values())
    return [lues[pk] for pk in retenues.values() if pk in lues]
