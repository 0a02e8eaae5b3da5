"""Invites people to answer, once each: a mail whose link gives the right to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spaser.documents.francais import format_date
from spaser.metier.questionnaires.modele import EtatQuestionnaire
from spaser.web.agenda.models import Inscription
from spaser.web.comptes.models import Utilisateur, fold_courriel
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.questionnaires.models import Invitation, Questionnaire, Repondu
from spaser.web.socle.journal import record


class InvitationRefusee(Exception):
    """Nobody may be invited to it; says why, in French."""


@transaction.atomic
def invite(
    questionnaire: Questionnaire, adresses: Iterable[str], auteur: Utilisateur | None = None
) -> int:
    """Write to each address that was not yet invited; return how many were.

    Only the mail keeps the address, until it leaves; then the database keeps a hash of it, to know
    that it was invited.
    """
    jour = timezone.localdate()
    if questionnaire.find_etat(jour) is not EtatQuestionnaire.OUVERT:
        raise InvitationRefusee("Ouvrez le questionnaire avant d’inviter.")
    if questionnaire.ferme_le is None:
        raise InvitationRefusee(
            "Donnez un dernier jour au questionnaire\u00a0: les invitations sont effacées un mois "
            "après."
        )
    neuves = _make_invitations(questionnaire, map(fold_courriel, adresses))
    Invitation.objects.bulk_create(neuves.values())
    for adresse, invitation in neuves.items():
        tell_invitation(adresse, invitation)
    record(
        "questionnaire.invitation",
        auteur=auteur,
        objet=questionnaire,
        details={"nombre": len(neuves)},
    )
    return len(neuves)


def list_presentes(questionnaire: Questionnaire) -> list[str]:
    presentes = Inscription.objects.filter(evenement__code=questionnaire.evenement, present=True)
    return list(presentes.exclude(courriel="").order_by("?").values_list("courriel", flat=True))


def _make_invitations(
    questionnaire: Questionnaire, adresses: Iterable[str]
) -> dict[str, Invitation]:
    """Return an invitation for each address that has none yet."""
    sel = f"questionnaires.destinataire.{questionnaire.pk}"
    empreintes = {
        adresse: salted_hmac(sel, adresse, algorithm="sha256").hexdigest()
        for adresse in adresses
        if adresse
    }
    deja = questionnaire.invitations.filter(destinataire__in=empreintes.values())
    connues = set(deja.values_list("destinataire", flat=True))
    neuves = {
        adresse: Invitation(questionnaire=questionnaire, destinataire=empreinte)
        for adresse, empreinte in empreintes.items()
        if empreinte not in connues
    }
    for invitation in neuves.values():
        invitation.empreinte = _print(draw_secret(invitation))
    return neuves


def find_invitation(questionnaire: Questionnaire, secret: str) -> Invitation | None:
    return questionnaire.invitations.filter(empreinte=_print(secret)).first()


def draw_secret(invitation: Invitation) -> str:
    """Return the same secret each time: a mail that goes twice gives one right to answer."""
    return salted_hmac(
        "questionnaires.invitation", str(invitation.pk), algorithm="sha256"
    ).hexdigest()


def _print(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _tell_raison(questionnaire: Questionnaire) -> str:
    if questionnaire.evenement:
        return "Vous recevez ce message parce que vous avez participé à un événement du programme."
    return "L’équipe du programme vous demande votre avis."


def _find_arret(invitation: Invitation) -> str:
    questionnaire = invitation.questionnaire
    if questionnaire.find_etat(timezone.localdate()) is not EtatQuestionnaire.OUVERT:
        return "Le questionnaire est fermé."
    if Repondu.objects.filter(questionnaire=questionnaire, empreinte=invitation.empreinte).exists():
        return "Une réponse a déjà été donnée."
    return ""


@courriel(
    make_avis(
        "Invitation à répondre à un questionnaire",
        sujet=Sujet.PROGRAMME,
        seul=True,
        arret=_find_arret,
    )
)
def tell_invitation(invitation: Invitation) -> Contexte:
    questionnaire = invitation.questionnaire
    fin = (
        f"Vous pouvez répondre jusqu’au {format_date(questionnaire.ferme_le)}."
        if questionnaire.ferme_le
        else ""
    )
    lien = reverse(
        "questionnaires:repondre_invitation", args=[questionnaire.code, draw_secret(invitation)]
    )
    return compose_avis(
        questionnaire.titre,
        [
            questionnaire.presentation,
            fin,
            (
                "Ce lien est le vôtre et sert une fois. Il dit seulement qu’une réponse a été "
                "donnée\u00a0: rien ne le relie à ce que vous répondez."
            ),
            (
                f"{_tell_raison(questionnaire)} Si vous ne répondez pas, aucun rappel ne vous sera "
                "envoyé."
            ),
        ],
        (lien, "Répondre au questionnaire"),
    )
