"""What tools propose in a space: kept in one place, decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import pluriel
from spaser.metier.indicateurs import Raison
from spaser.metier.propositions import EtatProposition, NatureProposition, Offre
from spaser.web.commun.outils import Acte, Avancement, Stade, find_outil
from spaser.web.commun.versions import save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.espace.models import Proposition
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


def name_origine(code: str) -> str:
    outil = find_outil(code)
    return outil.titre if outil else code


def list_propositions(espace: Espace) -> QuerySet[Proposition]:
    return Proposition.objects.filter(espace=espace).select_related("decidee_par")


def count_a_decider(espace: Espace) -> int:
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
