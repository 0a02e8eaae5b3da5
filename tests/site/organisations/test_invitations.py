"""Invitations: one address, one use, seven days."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.regles.droits import Role
from spaser.site.organisations.identite import GesteRefuse
from spaser.site.organisations.models import Invitation
from spaser.site.organisations.services import (
    accept_invitation,
    decline_invitation,
    invite_membre,
    read_invitation,
    resend,
    revoke,
)
from spaser.site.socle.jetons import JetonRefuse
from spaser.site.socle.models import Evenement, Jeton
from tests.site.organisations.fabrique import make_demande, make_membre, make_personne

pytestmark = pytest.mark.django_db

ADM = frozenset({Role.ADMINISTRATION})


@pytest.fixture
def inviter(administration, courriels):
    """Invite, and return the invitation with the secret that left by mail."""

    def invite_one(courriel="nouvelle@exemple.fr", role=Role.REDACTION):
        invitation = invite_membre(
            administration.organisation, courriel, role, administration.utilisateur, ADM
        )
        return invitation, _jeton(courriels)

    return invite_one


def _jeton(courriels):
    return re.search(r"/organisations/invitations/([^/\s]+)/", courriels[-1].body)[1]


def test_a_link_expires_after_seven_days(inviter):
    invitation, jeton = inviter()
    assert invitation.expire_le - invitation.envoyee_le == timedelta(days=7)
    Jeton.objects.update(expire_le=timezone.now() - timedelta(seconds=1))

    with pytest.raises(JetonRefuse, match="expiré"):
        read_invitation(jeton)


def test_the_secret_is_not_in_the_base(inviter):
    _, jeton = inviter()

    assert not Jeton.objects.filter(empreinte=jeton).exists()
    assert jeton not in str(Invitation.objects.values())


def test_an_address_that_is_not_confirmed_may_not_accept(inviter):
    _, jeton = inviter()

    with pytest.raises(GesteRefuse, match="Confirmez"):
        accept_invitation(jeton, make_personne("nouvelle@exemple.fr", confirmee=False))


def test_sent_again_only_the_new_link_opens(inviter, administration, courriels):
    invitation, ancien = inviter()

    resend(invitation, administration.utilisateur)

    with pytest.raises(JetonRefuse):
        read_invitation(ancien)
    assert read_invitation(_jeton(courriels)) == invitation
    assert len(courriels) == 2


def test_a_declined_invitation_is_over(inviter, administration):
    invitation, jeton = inviter()

    decline_invitation(jeton)

    invitation.refresh_from_db()
    assert invitation.etat == "Déclinée"
    with pytest.raises(JetonRefuse):
        read_invitation(jeton)
    with pytest.raises(GesteRefuse):
        resend(invitation, administration.utilisateur)


def test_one_invitation_waits_for_an_address(inviter):
    inviter()

    with pytest.raises(GesteRefuse, match="attend déjà une réponse"):
        inviter("NOUVELLE@exemple.fr")


def test_an_expired_invitation_makes_way_for_another(inviter):
    ancienne, _ = inviter()
    Invitation.objects.update(expire_le=timezone.now())

    nouvelle, _ = inviter()

    ancienne.refresh_from_db()
    assert not ancienne.est_ouverte
    assert nouvelle.etat == "En attente"


def test_a_member_is_not_invited(inviter, administration):
    membre = make_membre(administration.organisation, "lecture")

    with pytest.raises(GesteRefuse, match="déjà membre"):
        inviter(membre.utilisateur.courriel)


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.MODERATION, Role.ANIMATION])
def test_nobody_invites_above_her_own_rights(administration, role):
    with pytest.raises(GesteRefuse, match="Vous ne pouvez pas donner"):
        invite_membre(
            administration.organisation,
            "x@exemple.fr",
            role,
            administration.utilisateur,
            frozenset({Role.REDACTION}),
        )


def test_accepting_answers_the_request_that_waited(inviter, administration):
    demande = make_demande(administration.organisation, "nouvelle@exemple.fr")
    _, jeton = inviter()

    accept_invitation(jeton, demande.utilisateur)

    demande.refresh_from_db()
    assert demande.etat == "acceptee"


def test_the_journal_tells_of_invitations_without_an_address(inviter, administration):
    invitation, _ = inviter()
    resend(invitation, administration.utilisateur)
    revoke(invitation, administration.utilisateur)

    gestes = Evenement.objects.order_by("pk")
    assert [e.geste for e in gestes] == [
        "invitation.envoi",
        "invitation.renvoi",
        "invitation.annulation",
    ]
    assert "nouvelle" not in str(list(gestes.values("details")))
