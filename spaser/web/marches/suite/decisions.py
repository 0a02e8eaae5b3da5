"""What a buyer decided of two publications, as the store reads it."""

from __future__ import annotations

from django.db.models import QuerySet

from spaser.donnees.decp.identite import Decisions, Paire
from spaser.web.marches.models import DecisionPublications, VerdictPublications
from spaser.web.organisations.models import Espace


def list_decisions(espace: Espace) -> QuerySet[DecisionPublications]:
    return DecisionPublications.objects.filter(espace=espace, retiree_le=None)


def read_decisions(espace: Espace) -> Decisions:
    dits = {(d.premiere, d.seconde): d.verdict for d in reversed(list_decisions(espace))}

    def keep(voulu: VerdictPublications) -> frozenset[Paire]:
        return frozenset(paire for paire, verdict in dits.items() if verdict == voulu)

    return Decisions(keep(VerdictPublications.UN), keep(VerdictPublications.DEUX))
