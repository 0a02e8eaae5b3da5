"""Writes campaigns: opens them, settles their questions, freezes their result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from spaser.metier.autodiagnostic.questionnaire import Questionnaire, load_questionnaire
from spaser.metier.autodiagnostic.resultat import Suite
from spaser.metier.propositions import Offre
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.diagnostic.campagnes.selectors import read_etat
from spaser.web.diagnostic.models import Accord, Campagne
from spaser.web.espace.propositions import propose
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

ORIGINE: Final = "diagnostic"


class CampagneFigee(Exception):
    """The result is final: nothing of it is written any more."""


@dataclass(frozen=True, slots=True)
class Reglement:
    """A level and why; `version` is that of the agreement its author read, 0 for none."""

    question: str
    niveau: int
    raison: str
    version: int


@transaction.atomic
def open_campagne(
    espace: Espace,
    titre: str,
    jour: date,
    *,
    nominative: bool,
    auteur: Utilisateur,
    questionnaire: Questionnaire | None = None,
) -> Campagne:
    """Open a campaign on a questionnaire, today's if none is given."""
    campagne = Campagne.objects.create(
        espace=espace,
        siren=espace.siren,
        titre=titre,
        jour=jour,
        questionnaire_version=(questionnaire or load_questionnaire()).version,
        nominative=nominative,
        auteur=auteur,
    )
    note("diagnostic.ouverture", campagne, auteur)
    return campagne


def lock_ouverte(campagne: Campagne) -> Campagne:
    """Return the campaign, held until the end of the transaction; CampagneFigee if it is over."""
    tenue = Campagne.objects.select_for_update().get(pk=campagne.pk)
    if tenue.est_figee:
        raise CampagneFigee
    return tenue


@transaction.atomic
def settle(campagne: Campagne, reglement: Reglement, auteur: Utilisateur) -> Accord:
    """Keep a level for a question; VersionDepassee if somebody wrote after it was read."""
    lock_ouverte(campagne)
    actuel = campagne.accords.filter(question=reglement.question).first()
    if (actuel.version if actuel else 0) != reglement.version:
        raise VersionDepassee
    accord = actuel or Accord(campagne=campagne, question=reglement.question, version=0)
    accord.niveau, accord.raison = reglement.niveau, reglement.raison
    accord.version += 1
    accord.auteur = auteur
    accord.save()
    note("diagnostic.accord", campagne, auteur, question=reglement.question)
    return accord


@transaction.atomic
def freeze(espace: Espace, campagne: Campagne, auteur: Utilisateur) -> Campagne:
    """Make the result final and propose what it calls for; names leave an unnamed campaign."""
    tenue = lock_ouverte(campagne)
    etat = read_etat(tenue)
    tenue.retenus, tenue.nb_reponses = dict(etat.retenus), len(etat.envoyees)
    tenue.figee_le, tenue.figee_par = timezone.now(), auteur
    tenue.save()
    if not tenue.nominative:
        tenue.participations.update(utilisateur=None, nom="")
    propose(espace, ORIGINE, [_offer(suite, tenue) for suite in etat.conclude().suites])
    note("diagnostic.gel", tenue, auteur)
    return tenue


@transaction.atomic
def drop(campagne: Campagne, auteur: Utilisateur) -> bool:
    """Delete a campaign opened by mistake; not one that holds an answer sent or an agreement."""
    tenue = lock_ouverte(campagne)
    if tenue.participations.filter(envoyee_le__isnull=False).exists() or tenue.accords.exists():
        return False
    note("diagnostic.suppression", tenue, auteur)
    tenue.delete()
    return True


def _offer(suite: Suite, campagne: Campagne) -> Offre:
    proposition, reponse = suite.proposition, suite.reponse
    return Offre(
        nature=proposition.nature,
        code=proposition.code,
        libelle=proposition.libelle,
        raison=f"{proposition.raison} Réponse retenue dans « {campagne.titre} » : "
        f"« {reponse.texte} »",
    )


def note(geste: str, campagne: Campagne, auteur: Utilisateur, **details: str) -> None:
    """Write down what somebody did to a campaign; `details` names nobody."""
    record(geste, auteur=auteur, objet=campagne, espace=campagne.espace, details=details)
