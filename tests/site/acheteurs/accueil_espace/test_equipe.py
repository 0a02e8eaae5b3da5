"""« L’équipe »: who works in a space and what they share; alone, it offers to invite."""

import pytest

from spaser.site.organisations.models import CollegueEssai, Espace
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
PAGE = f"/espace/{SIREN_VAL}/equipe/"
A_PLUSIEURS = ("Discussions", "Mes mentions", "Historique", "Corbeille", "Autodiagnostic")
PLI = "Ce qui sert surtout à plusieurs"


def contenu(client):
    return texte(client.get(PAGE)).partition("<main")[2]


def test_a_team_reads_who_is_of_it_and_what_it_shares(equipe):
    page = contenu(equipe.administration.client)

    for membre in equipe.membres.values():
        assert membre.nom in page
    assert [nom for nom in A_PLUSIEURS if f">{nom}</a>" not in page] == []
    assert PLI not in page
    assert f'href="/organisations/{SIREN_VAL}/invitations/"' in page
    assert f'href="/organisations/{SIREN_VAL}/membres/"' in page
    assert f'href="/espace/{SIREN_VAL}/elus/"' in page


def test_who_may_not_invite_is_not_offered_to(equipe):
    assert "/invitations/" not in contenu(equipe.lecture.client)


def test_alone_one_is_offered_to_invite_and_the_rest_is_folded():
    seule = make_membre(make_organisation(), "administration").utilisateur

    avant, pli, apres = contenu(sign_in(seule)).partition(PLI)

    assert pli
    assert "Inviter un collègue" in " ".join(avant.split())
    assert [nom for nom in A_PLUSIEURS if f">{nom}</a>" in avant] == []
    assert [nom for nom in A_PLUSIEURS if f">{nom}</a>" not in apres] == []


def test_a_member_whose_access_ended_is_nobody_to_share_with(equipe):
    for role in ("redaction", "contribution", "lecture"):
        membre = equipe.membres[role].personne
        membre.appartenances.update(etat="suspendue")

    assert PLI in contenu(equipe.administration.client)


@pytest.fixture
def essai():
    proprietaire = make_personne("seule@exemple.fr")
    return Espace.objects.create(proprietaire=proprietaire, siren=SIREN_VAL, nom="Essai")


def test_alone_in_a_trial_one_invites_a_colleague(essai):
    page = contenu(sign_in(essai.proprietaire))

    assert f'href="/organisations/essais/{essai.pk}/#collegue"' in page
    assert PLI in page


def test_an_invitation_that_waits_is_told(essai):
    CollegueEssai.objects.create(espace=essai, courriel="autre@exemple.fr")

    page = contenu(sign_in(essai.proprietaire))

    assert "L’invitation de autre@exemple.fr attend sa réponse." in page
    assert PLI in page


def test_two_in_a_trial_are_a_team(essai):
    autre = make_personne("autre@exemple.fr")
    CollegueEssai.objects.create(espace=essai, courriel=autre.courriel, utilisateur=autre)

    siennes, leurs = (contenu(sign_in(p)) for p in (essai.proprietaire, autre))

    for page in (siennes, leurs):
        assert PLI not in page
        assert essai.proprietaire.nom_complet in page
        assert autre.nom_complet in page
    assert "#collegue" in siennes
    assert "#collegue" not in leurs
