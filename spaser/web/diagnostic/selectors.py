"""Reads the register for schemes that show an approach."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from spaser.web.registre.models import Fiche

ILLUSTRATIONS_MAX: Final = 4


def list_illustrations() -> dict[str, list[Fiche]]:
    """Return a few published sheets by approach, the latest first."""
    fiches = Fiche.objects.publiees().exclude(approche="").defer("contenu")
    par_approche: dict[str, list[Fiche]] = defaultdict(list)
    for fiche in fiches.order_by("-mise_a_jour_le", "pk"):
        if len(par_approche[fiche.approche]) < ILLUSTRATIONS_MAX:
            par_approche[fiche.approche].append(fiche)
    return par_approche
