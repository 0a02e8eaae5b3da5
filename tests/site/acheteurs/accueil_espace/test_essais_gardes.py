"""A trial kept when its owner joined an organisation that had worked: read, never written."""

import pytest
from django.urls import reverse
from django.utils import timezone

from spaser.site.diagnostic.acteurs.suivi_acteurs import send_rappels_acteurs
from spaser.site.diagnostic.campagnes.services import invite_repondant, read_lien_campagne
from spaser.site.diagnostic.models import Acteur
from spaser.site.organisations.espaces import open_essai, receive_essai
from spaser.site.organisations.models import Espace
from spaser.site.socle.jetons import JetonRefuse
from tests.site.diagnostic.fabrique import make_campagne
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
ACTEURS = f"/espace/{SIREN_VAL}/acteurs/"
BANDEAU = "Vous relisez votre espace d’essai"


@pytest.fixture
def organisation():
    organisation = make_organisation()
    Acteur.objects.create(espace=organisation.espace, nom="Chambre de l’équipe")
    return organisation


@pytest.fixture
def nouvelle():
    return make_personne("nouvelle@exemple.fr")


@pytest.fixture
def garde(organisation, nouvelle):
    """Keep the trial of a member who has just joined an organisation that had worked."""
    essai = open_essai(nouvelle, SIREN_VAL, "Essai")
    Acteur.objects.create(espace=essai, nom="Chambre de l’essai")
    make_membre(organisation, "administration", utilisateur=nouvelle)
    receive_essai(nouvelle, organisation)
    return Espace.objects.get(pk=essai.pk)


@pytest.fixture
def client(garde, nouvelle):
    return sign_in(nouvelle)


def reread(client, garde):
    return client.post(reverse("accueil:relire_essai", args=[garde.pk]), follow=True)


def test_the_space_of_the_organisation_comes_first(client):
    page = texte(client.get(ACTEURS))

    assert "Chambre de l’équipe" in page
    assert BANDEAU not in page
    assert "Espaces d’essai gardés, en lecture" in texte(client.get("/espace/"))


def test_its_owner_reads_it_again_then_comes_back(client, garde):
    assert BANDEAU in texte(reread(client, garde))
    page = texte(client.get(ACTEURS))
    assert ("Chambre de l’essai" in page, "Chambre de l’équipe" in page) == (True, False)
    assert "Revenir à l’espace de l’organisation" in page
    assert "Chambre de l’essai" in client.get(f"{ACTEURS}export.csv").content.decode("utf-8-sig")

    client.post(reverse("accueil:quitter_essai", args=[garde.pk]))

    assert "Chambre de l’équipe" in texte(client.get(ACTEURS))


def test_nothing_is_written_in_it(client, garde):
    reread(client, garde)

    reponse = client.post(f"{ACTEURS}ajouter/", {"nom": "De trop"})

    assert reponse.status_code == 403
    assert not Acteur.objects.filter(nom="De trop").exists()
    assert "Ajouter un acteur" not in texte(client.get(ACTEURS))


def test_nobody_else_reads_it(client, garde, organisation):
    collegue = sign_in(make_membre(organisation, "administration", "b@exemple.fr").utilisateur)

    assert reread(collegue, garde).status_code == 404
    assert "Chambre de l’essai" not in texte(collegue.get(ACTEURS))


def test_its_owner_reads_it_still_when_she_has_left(client, nouvelle):
    nouvelle.appartenances.all().delete()

    page = texte(client.get(ACTEURS))

    assert BANDEAU in page
    assert "Chambre de l’essai" in page
    assert "Revenir à l’espace de l’organisation" not in page


def test_she_is_told_that_it_was_kept(organisation, nouvelle):
    Acteur.objects.create(espace=open_essai(nouvelle, SIREN_VAL, "Essai"), nom="Le mien")
    proposee = make_membre(organisation, "administration", utilisateur=nouvelle, etat="proposee")

    page = sign_in(nouvelle).post(
        reverse("organisations:repondre_proposition", args=[proposee.pk]),
        {"reponse": "accepter"},
        follow=True,
    )

    assert "votre espace d’essai est gardé, en lecture, dans « Mon espace »" in texte(page)


def test_a_link_given_in_it_takes_no_answer(organisation, nouvelle):
    essai = open_essai(nouvelle, SIREN_VAL, "Essai")
    campagne = make_campagne(organisation, nouvelle)
    campagne.espace = essai
    campagne.save()
    _participation, jeton = invite_repondant(campagne, "Service des marchés", nouvelle)
    read_lien_campagne(jeton)

    receive_essai(nouvelle, organisation)

    with pytest.raises(JetonRefuse):
        read_lien_campagne(jeton)


def test_it_sends_no_reminder(garde, mailoutbox):
    aujourdhui = timezone.localdate()
    acteur = garde.acteurs.get()
    acteur.echanges.create(jour=aujourdhui, moyen="courriel", dit="Oui", relance_le=aujourdhui)

    assert send_rappels_acteurs(aujourdhui) == 0
    assert mailoutbox == []
