"""Writes the proposals of a space: tools offer, people decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from spaser.metier.propositions import EtatProposition
from spaser.web.espace.models import Proposition
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaser.metier.propositions import Offre
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.espace.acces import Espace
    from spaser.web.organisations.models import EspaceEssai, Organisation


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides; `version` is that of the proposal she read."""

    etat: EtatProposition
    motif: str
    version: int


class PropositionChangee(Exception):
    """Somebody else decided first; `actuelle` says what."""

    def __init__(self, actuelle: Proposition) -> None:
        super().__init__("Somebody else decided first.")
        self.actuelle = actuelle


@transaction.atomic
def propose(espace: Espace, origine: str, offres: Iterable[Offre]) -> int:
    """Keep what a tool offers; return how many are new.

    A proposal that waits takes the new reason; one that was decided stays as it was decided.
    """
    connues = {p.cle: p for p in Proposition.objects.filter(**espace.attaches, origine=origine)}
    nouvelles = 0
    for offre in offres:
        connue = connues.get((offre.nature.value, offre.code))
        if connue is None:
            Proposition.objects.create(
                **espace.attaches,
                origine=origine,
                nature=offre.nature.value,
                code=offre.code,
                libelle=offre.libelle,
                raison=offre.raison,
            )
            nouvelles += 1
        elif connue.etat == EtatProposition.PROPOSEE:
            connue.libelle, connue.raison = offre.libelle, offre.raison
            connue.save(update_fields=["libelle", "raison"])
    return nouvelles


@transaction.atomic
def decide(espace: Espace, pk: int, decision: Decision, auteur: Utilisateur) -> Proposition:
    """Keep a proposal, set it aside, or put it back; PropositionChangee if it moved meanwhile."""
    proposition = Proposition.objects.select_for_update().get(**espace.attaches, pk=pk)
    if proposition.version != decision.version:
        raise PropositionChangee(proposition)
    proposition.etat, proposition.motif = decision.etat.value, decision.motif
    proposition.version += 1
    proposition.decidee_le, proposition.decidee_par = timezone.now(), auteur
    proposition.save()
    record(
        f"proposition.{decision.etat.value}",
        auteur=auteur,
        objet=proposition,
        organisation_siren=espace.siren,
    )
    return proposition


def transfer_propositions(essai: EspaceEssai, organisation: Organisation) -> None:
    """Hand a trial's proposals over; what the organisation already has stays as it is."""
    connues = {(p.origine, *p.cle) for p in Proposition.objects.filter(organisation=organisation)}
    for proposition in Proposition.objects.filter(essai=essai):
        if (proposition.origine, *proposition.cle) not in connues:
            proposition.organisation, proposition.essai = organisation, None
            proposition.save(update_fields=["organisation", "essai"])
