"""Writes the texts of duties: drafted, read again by somebody else, shown, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.metier.obligations.modele import Obligation
from spaser.metier.obligations.redaction import (
    EtatRedaction,
    digest,
    find_lacunes,
    may_approve,
    write_obligation,
)
from spaser.web.commun.versions import take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import courriel
from spaser.web.courriels.natures import Contexte
from spaser.web.obligations.models import Redaction
from spaser.web.obligations.selectors import GENERATION, find_fichier
from spaser.web.recherche import services
from spaser.web.registre.courriels import compose_avis, list_moderateurs, make_avis
from spaser.web.socle.journal import record

OUVERTE_AILLEURS: Final = (
    "Quelqu’un a déjà commencé un texte de cette obligation\u00a0: reprenez-le."
)


class TexteRefuse(Exception):
    """What is asked for may not be done; says why, in French."""


@dataclass(frozen=True)
class TexteSaisi:
    """What the team writes: the text, the day from which to show it, and why."""

    obligation: Obligation
    effet_le: date
    motif: str


@transaction.atomic
def start_texte(saisie: TexteSaisi, auteur: Utilisateur, maintenant: datetime) -> Redaction:
    """Begin a text of a duty; only one is open at a time."""
    code = saisie.obligation.code
    fichier = find_fichier(code)
    dernier = Redaction.objects.filter(code=code).aggregate(dernier=Max("numero"))["dernier"] or 0
    redaction = Redaction(
        code=code,
        numero=dernier + 1,
        creee_le=maintenant,
        empreinte=digest(fichier) if fichier else "",
    )
    _fill(redaction, saisie, maintenant)
    try:
        with transaction.atomic():
            redaction.save()
    except IntegrityError as faute:
        raise TexteRefuse(OUVERTE_AILLEURS) from faute
    redaction.redacteurs.add(auteur)
    _note("obligation.ouverture", redaction, auteur)
    return redaction


@transaction.atomic
def save(
    redaction: Redaction,
    version: int,
    saisie: TexteSaisi,
    auteur: Utilisateur,
    maintenant: datetime,
) -> None:
    """Keep a draft; a text that was waiting for its reader is a draft again."""
    _hold(redaction, version, EtatRedaction.BROUILLON, EtatRedaction.A_RELIRE)
    _fill(redaction, saisie, maintenant)
    redaction.etat = EtatRedaction.BROUILLON
    redaction.save()
    redaction.redacteurs.add(auteur)
    _note("obligation.modification", redaction, auteur)


@transaction.atomic
def submit_texte(
    redaction: Redaction, version: int, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Send a text to a second reader, if it holds all that it must."""
    _hold(redaction, version, EtatRedaction.BROUILLON)
    fautes = find_lacunes(redaction.obligation, timezone.localdate(maintenant))
    if not redaction.motif:
        fautes.append("Dites ce qui change, et pourquoi.")
    if fautes:
        raise TexteRefuse(" ".join(fautes))
    _move(redaction, EtatRedaction.A_RELIRE, maintenant)
    _note("obligation.envoi", redaction, auteur)
    for personne in list_moderateurs(Operation.RELIRE_OBLIGATION):
        if personne != auteur:
            ask_relecture(personne, redaction)


@transaction.atomic
def approve(
    redaction: Redaction, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Let a text be shown from its day on; never by one of those who wrote it."""
    _hold(redaction, version, EtatRedaction.A_RELIRE)
    if not may_approve(auteur.pk, redaction.redacteurs.values_list("pk", flat=True)):
        raise TexteRefuse("Vous avez écrit ce texte\u00a0: une autre personne doit le relire.")
    redaction.effet_le = max(redaction.effet_le, timezone.localdate(maintenant))
    _decide(redaction, EtatRedaction.APPROUVEE, auteur, maintenant, reponse)
    services.bump(GENERATION)
    _note("obligation.approbation", redaction, auteur)
    _tell_redacteurs(redaction, auteur, "approuvé")


@transaction.atomic
def ask_changes(
    redaction: Redaction, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Ask for changes, with a message."""
    _hold(redaction, version, EtatRedaction.A_RELIRE)
    if not reponse:
        raise TexteRefuse("Écrivez ce qu’il faut corriger.")
    _decide(redaction, EtatRedaction.BROUILLON, auteur, maintenant, reponse)
    _note("obligation.retour", redaction, auteur)
    _tell_redacteurs(redaction, auteur, "à corriger")


@transaction.atomic
def abandon_texte(
    redaction: Redaction, version: int, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Leave a draft there; it stays readable."""
    _hold(redaction, version, EtatRedaction.BROUILLON, EtatRedaction.A_RELIRE)
    _move(redaction, EtatRedaction.ABANDONNEE, maintenant)
    _note("obligation.abandon", redaction, auteur)


@transaction.atomic
def withdraw_texte(
    redaction: Redaction, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Take an approved text off, with a reason; the former one, or the file's, is shown again."""
    _hold(redaction, version, EtatRedaction.APPROUVEE)
    if not reponse:
        raise TexteRefuse("Dites pourquoi ce texte est retiré.")
    _decide(redaction, EtatRedaction.RETIREE, auteur, maintenant, reponse)
    services.bump(GENERATION)
    _note("obligation.retrait", redaction, auteur)
    _tell_redacteurs(redaction, auteur, "retiré")


def _hold(redaction: Redaction, version: int, *etats: EtatRedaction) -> None:
    """Make sure that a text is still what its reader saw; VersionDepassee otherwise."""
    redaction.__dict__.pop("obligation", None)  # what was read of the former text
    take_version(redaction, version, etat__in=etats)


def _fill(redaction: Redaction, saisie: TexteSaisi, maintenant: datetime) -> None:
    obligation = saisie.obligation
    redaction.contenu = write_obligation(obligation)
    redaction.__dict__.pop("obligation", None)
    redaction.titre, redaction.theme = obligation.titre, obligation.theme
    redaction.effet_le, redaction.motif = saisie.effet_le, saisie.motif
    redaction.modifiee_le = maintenant


def _move(redaction: Redaction, etat: EtatRedaction, maintenant: datetime) -> None:
    redaction.etat = etat
    redaction.modifiee_le = maintenant
    redaction.save()


def _decide(
    redaction: Redaction,
    etat: EtatRedaction,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    redaction.relue_par, redaction.relue_le = auteur, maintenant
    redaction.reponse = reponse
    _move(redaction, etat, maintenant)


def _note(geste: str, redaction: Redaction, auteur: Utilisateur) -> None:
    details = {"code": redaction.code, "numero": redaction.numero, "motif": redaction.motif}
    record(geste, auteur=auteur, objet=redaction, details=details)


def _tell_redacteurs(redaction: Redaction, auteur: Utilisateur, verdict: str) -> None:
    autres = redaction.redacteurs.exclude(pk=auteur.pk).filter(is_active=True).order_by("pk")
    for redacteur in autres:
        tell_verdict(redacteur, redaction, verdict)


# What people are told of a text.


def _is_relu(redaction: Redaction) -> str:
    attend = redaction.etat == EtatRedaction.A_RELIRE
    return "" if attend else "Le texte n’attend plus de relecture."


@courriel(make_avis("Texte d’obligation à relire", arret=_is_relu))
def ask_relecture(redaction: Redaction) -> Contexte:
    """Ask the team to read a text again."""
    return compose_avis(
        f"Obligations\u00a0: un texte à relire, {redaction.titre}",
        [
            f"Le texte «\u00a0{redaction.titre}\u00a0» attend une relecture.",
            f"Ce qui change\u00a0: {redaction.motif}",
            "Une personne qui ne l’a pas écrit peut l’approuver.",
        ],
        (redaction.get_absolute_url(), "Ouvrir le texte"),
    )


@courriel(make_avis("Texte d’obligation relu"))
def tell_verdict(redaction: Redaction, verdict: str) -> Contexte:
    """Tell those who wrote a text what becomes of it."""
    return compose_avis(
        f"Obligations\u00a0: texte {verdict}, {redaction.titre}",
        [
            f"Le texte «\u00a0{redaction.titre}\u00a0» est {verdict}.",
            f"Message\u00a0: {redaction.reponse}" if redaction.reponse else "",
        ],
        (redaction.get_absolute_url(), "Ouvrir le texte"),
    )
