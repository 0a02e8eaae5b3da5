"""Writes the proposals of a space: tools offer, people decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from spaser.metier.propositions import EtatProposition
from spaser.web.commun.versions import save_version
from spaser.web.espace.models import Proposition
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaser.metier.propositions import Offre
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides; `version` is that of the proposal she read."""

    etat: EtatProposition
    motif: str
    version: int


@transaction.atomic
def propose(espace: Espace, origine: str, offres: Iterable[Offre]) -> int:
    """Keep what a tool offers; return how many are new.

    A proposal that waits takes the new reason; one that was decided stays as it was decided.
    """
    connues = {p.cle: p for p in Proposition.objects.filter(espace=espace, origine=origine)}
    nouvelles = 0
    for offre in offres:
        connue = connues.get((offre.nature.value, offre.code))
        if connue is None:
            Proposition.objects.create(
                espace=espace,
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
def decide(
    espace: Espace, proposition: Proposition, decision: Decision, auteur: Utilisateur
) -> None:
    """Keep a proposal, set it aside, or put it back; VersionDepassee if it moved meanwhile."""
    save_version(
        proposition,
        decision.version,
        etat=decision.etat.value,
        motif=decision.motif,
        decidee_le=timezone.now(),
        decidee_par=auteur,
    )
    record(
        f"proposition.{decision.etat.value}",
        auteur=auteur,
        objet=proposition,
        espace=espace,
    )
