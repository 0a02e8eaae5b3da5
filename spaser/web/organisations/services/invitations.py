"""Invitations by e-mail: one address, one use, seven days."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from spaser.metier.droits import Role
from spaser.web.comptes.models import Utilisateur, fold_courriel
from spaser.web.organisations import courriels
from spaser.web.organisations.courriels import USAGE
from spaser.web.organisations.models import Appartenance, Invitation, Organisation, Verification
from spaser.web.organisations.models.entrees import DUREE_INVITATION
from spaser.web.organisations.services.adhesion import close_demandes
from spaser.web.organisations.services.membres import activate, check_assignable, lock
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.socle.jetons import JetonRefuse, read_jeton, revoke_jetons, use_jeton
from spaser.web.socle.journal import record

ANNULEE: Final = "Cette invitation a été annulée. Demandez-en une autre à l’organisation."


@transaction.atomic
def invite(
    organisation: Organisation,
    courriel: str,
    role: Role,
    auteur: Utilisateur,
    roles: frozenset[Role],
) -> Invitation:
    """Write to an address that is not of the organisation; `roles` are those of the inviter."""
    check_assignable(roles, role)
    lock(organisation)  # the form sent twice at once makes one invitation
    courriel = fold_courriel(courriel)
    _check_absente(organisation, courriel)
    _close_expirees(organisation, courriel)
    if _ouvertes(organisation, courriel).exists():
        raise GesteRefuse(
            "Une invitation attend déjà une réponse à cette adresse. Renvoyez-la depuis la liste."
        )
    maintenant = timezone.now()
    invitation = Invitation.objects.create(
        organisation=organisation,
        courriel=courriel,
        role=role.value,
        invitee_par=auteur,
        envoyee_le=maintenant,
        expire_le=maintenant + DUREE_INVITATION,
    )
    _note("invitation.envoi", invitation, auteur)
    _send(invitation)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, auteur: Utilisateur) -> None:
    """Send a new link, good for seven days; the former one opens nothing any more."""
    _check_ouverte(invitation)
    revoke_jetons(USAGE, str(invitation.pk))
    invitation.envoyee_le = timezone.now()
    invitation.expire_le = invitation.envoyee_le + DUREE_INVITATION
    invitation.save(update_fields=["envoyee_le", "expire_le"])
    _note("invitation.renvoi", invitation, auteur)
    _send(invitation)


@transaction.atomic
def revoke(invitation: Invitation, auteur: Utilisateur) -> None:
    """Cancel an invitation: its link opens nothing any more."""
    _check_ouverte(invitation)
    revoke_jetons(USAGE, str(invitation.pk))
    invitation.revoquee_le = timezone.now()
    invitation.save(update_fields=["revoquee_le"])
    _note("invitation.annulation", invitation, auteur)


def read_invitation(jeton: str) -> Invitation:
    """Return what a link invites to; JetonRefuse if it opens nothing."""
    invitation = (
        Invitation.objects.select_related("organisation", "invitee_par")
        .filter(pk=int(read_jeton(USAGE, jeton)))
        .first()
    )
    if invitation is None or not invitation.est_ouverte:
        raise JetonRefuse(ANNULEE)
    return invitation


@transaction.atomic
def accept_invitation(jeton: str, utilisateur: Utilisateur) -> Appartenance:
    invitation = read_invitation(jeton)
    check_address(invitation, utilisateur)
    use_jeton(USAGE, jeton)
    invitation.acceptee_le = timezone.now()
    invitation.save(update_fields=["acceptee_le"])
    if invitation.organisation.appartenances.filter(utilisateur=utilisateur).exists():
        raise GesteRefuse("Vous êtes déjà de cette organisation.")
    appartenance = activate(
        utilisateur,
        invitation.organisation,
        Role(invitation.role),
        Verification.ADMINISTRATEUR,
        invitation.invitee_par,
    )
    close_demandes(utilisateur, invitation.organisation)
    return appartenance


@transaction.atomic
def decline_invitation(jeton: str) -> Invitation:
    """Say no; the link is used up."""
    invitation = read_invitation(jeton)
    use_jeton(USAGE, jeton)
    invitation.declinee_le = timezone.now()
    invitation.save(update_fields=["declinee_le"])
    _note("invitation.declin", invitation, None)
    return invitation


def check_address(invitation: Invitation, utilisateur: Utilisateur) -> None:
    """Refuse anyone but the confirmed holder of the invited address."""
    if fold_courriel(utilisateur.courriel) != invitation.courriel:
        raise GesteRefuse("Cette invitation est pour une autre adresse que celle de votre compte.")
    if not utilisateur.courriel_verifie_le:
        raise GesteRefuse("Confirmez d’abord votre adresse électronique, puis rouvrez ce lien.")


def _check_absente(organisation: Organisation, courriel: str) -> None:
    sienne = organisation.appartenances.filter(utilisateur__courriel=courriel).first()
    if sienne is None:
        return
    if sienne.est_active:
        raise GesteRefuse("Cette personne est déjà membre de l’organisation.")
    raise GesteRefuse(
        "Cette personne est déjà dans la liste des membres, sans accès pour l’instant."
    )


def _ouvertes(organisation: Organisation, courriel: str) -> QuerySet[Invitation]:
    return organisation.invitations.filter(
        courriel=courriel,
        acceptee_le__isnull=True,
        declinee_le__isnull=True,
        revoquee_le__isnull=True,
    )


def _close_expirees(organisation: Organisation, courriel: str) -> None:
    maintenant = timezone.now()
    _ouvertes(organisation, courriel).filter(expire_le__lte=maintenant).update(
        revoquee_le=maintenant
    )


def _check_ouverte(invitation: Invitation) -> None:
    invitation.refresh_from_db()
    if not invitation.est_ouverte:
        raise GesteRefuse("Cette invitation a déjà reçu une réponse ou a été annulée.")


def _send(invitation: Invitation) -> None:
    envoi = invitation.envoyee_le.isoformat()
    courriels.send_invitation(invitation.courriel, invitation, envoi)


def _note(geste: str, invitation: Invitation, auteur: Utilisateur | None) -> None:
    record(
        geste,
        auteur=auteur,
        objet=invitation,
        organisation_siren=invitation.organisation.siren,
        details={"role": str(invitation.role)},
    )
