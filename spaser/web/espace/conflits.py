"""Two people at once: what one has read must still be there when she writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, QuerySet


class LigneChangee(Exception):
    """Somebody else has written meanwhile; `actuelle` is the line as it is now."""

    def __init__(self, actuelle: Model) -> None:
        super().__init__("Cette page a été modifiée entre-temps.")
        self.actuelle = actuelle


@dataclass(frozen=True)
class Ecart:
    """A field that two people wrote otherwise."""

    libelle: str
    la_leur: str
    la_mienne: str


def lock_version[M: Model](lignes: QuerySet[M], pk: int, version: int) -> M:
    """Return a line, held until the transaction ends; LigneChangee when it has changed."""
    ligne = lignes.select_for_update(of=("self",)).get(pk=pk)
    if ligne.version != version:
        raise LigneChangee(ligne)
    return ligne


def list_ecarts(
    libelles: Mapping[str, str], la_leur: Mapping[str, Any], la_mienne: Mapping[str, Any]
) -> list[Ecart]:
    """Return the fields that differ, as a page shows them."""
    return [
        Ecart(libelle, str(la_leur[nom]) or "vide", str(la_mienne[nom]) or "vide")
        for nom, libelle in libelles.items()
        if la_leur[nom] != la_mienne[nom]
    ]
