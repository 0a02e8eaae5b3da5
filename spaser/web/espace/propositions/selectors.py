"""Reads the proposals of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from spaser.documents.francais import pluriel
from spaser.metier.indicateurs import Raison
from spaser.metier.propositions import EtatProposition, NatureProposition
from spaser.web.commun.outils import Acte, Avancement, Stade, find_outil
from spaser.web.espace.models import Proposition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from spaser.web.organisations.espaces import Espace


def name_origine(code: str) -> str:
    """Return the name of a tool that proposes, as readers see it."""
    outil = find_outil(code)
    return outil.titre if outil else code


def list_propositions(espace: Espace) -> QuerySet[Proposition]:
    """Return every proposal of a space, the first ones first."""
    return Proposition.objects.filter(espace=espace).select_related("decidee_par")


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


def read_avancement(espace: Espace) -> Avancement:
    """Propose to decide what waits."""
    nombre = count_a_decider(espace)
    if not nombre:
        return Avancement()
    return Avancement(
        Stade.EN_COURS,
        Acte(
            f"Décider de {pluriel(nombre, 'proposition')}",
            "Retenez ce qui vous sert, écartez le reste : votre plan partira de là.",
            reverse("espace:propositions", args=[espace.siren]),
        ),
    )
