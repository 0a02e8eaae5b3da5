"""Reads the proposals of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.metier.indicateurs.raisons import Raison
from spaser.metier.propositions import EtatProposition, NatureProposition
from spaser.web.espace.models import Proposition
from spaser.web.espace.propositions.origines import name_origine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from spaser.web.organisations.espaces import Espace


def list_propositions(espace: Espace) -> QuerySet[Proposition]:
    """Return every proposal of a space, the first ones first."""
    return Proposition.objects.filter(espace=espace).select_related("decidee_par")


def list_retenues(espace: Espace, nature: NatureProposition | None = None) -> QuerySet[Proposition]:
    """Return what was kept, for the tool that takes in this kind."""
    retenues = list_propositions(espace).filter(etat=EtatProposition.RETENUE.value)
    return retenues.filter(nature=nature.value) if nature else retenues


def count_a_decider(espace: Espace) -> int:
    """Return how many proposals wait for a decision."""
    return list_propositions(espace).filter(etat=EtatProposition.PROPOSEE.value).count()


def list_raisons(espace: Espace) -> Iterator[Raison]:
    """Say which indicators tools propose, or somebody kept; one set aside is no reason."""
    indicateurs = Proposition.objects.filter(
        espace=espace, nature=NatureProposition.INDICATEUR.value
    )
    for proposition in indicateurs.exclude(etat=EtatProposition.ECARTEE.value):
        origine = name_origine(proposition.origine)
        if proposition.etat == EtatProposition.RETENUE:
            texte = f"Vous avez retenu cette proposition de l’outil « {origine} »"
        else:
            texte = f"L’outil « {origine} » le propose, et vous n’avez pas encore décidé"
        yield Raison(texte, (proposition.code,), precise=True)
