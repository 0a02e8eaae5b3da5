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
    recentes = autres.defer("contenu").order_by("-adopte_le")
    notees = [(measure_proximite(profil, _read_profil(fiche)), fiche) for fiche in recentes]
    retenues: dict[str, Fiche] = {}
    for note, fiche in sorted(notees, key=lambda notee: -notee[0]):
        if not note or len(retenues) == limite:
            break
        retenues.setdefault(fiche.siren or fiche.structure, fiche)
    return list(retenues.values())


def _read_profil(fiche: Fiche) -> Profil:
    return Profil(
        fiche.type,
        fiche.tranche_habitants,
        fiche.code_region,
        frozenset(fiche.codes_departement),
    )
