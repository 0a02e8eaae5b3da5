"""Reads the proposals of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.metier.propositions import EtatProposition
from spaser.web.espace.models import Proposition

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from spaser.metier.propositions import NatureProposition
    from spaser.web.espace.acces import Espace


def list_propositions(espace: Espace) -> QuerySet[Proposition]:
    """Return every proposal of a space, the first ones first."""
    return Proposition.objects.filter(**espace.attaches).select_related("decidee_par")


def list_retenues(espace: Espace, nature: NatureProposition | None = None) -> QuerySet[Proposition]:
    """Return what was kept, for the tool that takes in this kind."""
    retenues = list_propositions(espace).filter(etat=EtatProposition.RETENUE.value)
    return retenues.filter(nature=nature.value) if nature else retenues


def count_a_decider(espace: Espace) -> int:
    """Return how many proposals wait for a decision."""
    return list_propositions(espace).filter(etat=EtatProposition.PROPOSEE.value).count()
