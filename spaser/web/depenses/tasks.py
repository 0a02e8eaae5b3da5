"""Tasks of the worker: reading a file, computing the figures of a space."""

from __future__ import annotations

from functools import partial
from typing import Final

from spaser.web.depenses.models import Calcul, Extrait
from spaser.web.depenses.travail import ECARTE, compute, read, tell_panne, tell_panne_calcul
from spaser.web.socle.taches.travaux import Travail, travail


def find_espace_extrait(extrait_id: int) -> int | None:
    extraits = Extrait.objects.filter(pk=extrait_id)
    return extraits.values_list("espace_id", flat=True).first()


def find_espace_calcul(calcul_id: int, demande: int) -> int | None:
    return Calcul.objects.filter(pk=calcul_id).values_list("espace_id", flat=True).first()


_LECTURE: Final = Travail(
    "Lecture d’un extrait de dépenses",
    abandonne=tell_panne,
    ecarte=partial(tell_panne, message=ECARTE),
    espace=find_espace_extrait,
)
_CALCUL: Final = Travail(
    "Calcul des dépenses", abandonne=tell_panne_calcul, espace=find_espace_calcul
)


@travail(_LECTURE)
def read_extrait(extrait_id: int) -> None:
    read(extrait_id)


@travail(_CALCUL)
def compute_calcul(calcul_id: int, demande: int) -> None:
    """Compute the figures, unless they were asked for again meanwhile."""
    compute(calcul_id, demande)
