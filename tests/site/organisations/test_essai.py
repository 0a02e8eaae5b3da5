"""A trial: who its buyer is, and the one colleague who works in it."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from spaser.regles.droits import Role
from spaser.site.diagnostic.acteurs.suivi_acteurs import send_rappels_acteurs
from spaser.site.diagnostic.models import Acteur
from spaser.site.organisations.espaces import invite_collegue, open_essai
from spaser.site.organisations.identite import GesteRefuse
from spaser.site.organisations.models import MENTION_ESSAI, CollegueEssai, Espace
from spaser.site.organisations.services import join
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    return make_personne("ada@val.exemple.fr")


@pytest.fixture
def essai(ada):
    return open_essai(ada, SIREN_HAUT, "Ville d’Essai")


@pytest.fixture
def invitee(essai, courriels):
    """Return the address that the mail gives."""
    invite_collegue(essai, "Bea@val.exemple.fr")
    (courriel,) = mail.outbox
    assert courriel.to == ["bea@val.exemple.fr"]
    return re.search(r"https?://[^/]+(/organisations/essais/invitation/[^\s\"]+)", courriel.body)[1]


def test_who_the_buyer_is_is_asked_once_and_kept(ada, essai):
    page = sign_in(ada)
    reponse = page.post(
        f"/organisations/essais/{essai.pk}/",
        {"nom": "  Ville  d’Essai-sur-Val ", "type": "commune", "code_region": "53"},
    )

    assert reponse.status_code == 302
    essai.refresh_from_db()
    assert (essai.nom, essai.type, essai.code_region) == ("Ville d’Essai-sur-Val", "commune", "53")
    assert "Ville d’Essai-sur-Val" in page.get(essai.get_absolute_url()).content.decode()


def test_every_page_of_a_trial_says_that_nobody_of_the_buyer_made_it(ada, essai):
    page = sign_in(ada)

    assert MENTION_ESSAI in page.get(essai.get_absolute_url()).content.decode()
    assert MENTION_ESSAI in page.get(f"{essai.get_absolute_url()}outils/").content.decode()


def test_a_colleague_comes_in_by_her_mail_and_works_there(essai, invitee):
    bea = make_personne("bea@val.exemple.fr")
    page = sign_in(bea)
    assert page.get(essai.get_absolute_url()).status_code == 404
    assert "Entrer dans cet espace" in page.get(invitee).content.decode()

    assert page.post(invitee).url == essai.get_absolute_url()
    assert page.get(essai.get_absolute_url()).status_code == 200
    assert "qui vous y invite" in page.get("/espace/").content.decode()
    # The owner alone names the buyer, invites, closes.
    assert page.get(f"/organisations/essais/{essai.pk}/").status_code == 404
    assert page.post(invitee).status_code == 410


def test_mails_about_a_trial_say_who_made_it(ada, essai, invitee, courriels):
    acteur = Acteur.objects.create(espace=essai, nom="CRESS du Val")
    demain = timezone.localdate() + timedelta(days=1)
    acteur.echanges.create(jour=date(2026, 1, 5), moyen="courriel", dit="Oui.", relance_le=demain)
    send_rappels_acteurs(timezone.localdate())

    invitation, rappel = courriels
    assert rappel.to == [ada.courriel]
    for courriel in (invitation, rappel):
        assert MENTION_ESSAI in courriel.body
        assert MENTION_ESSAI in courriel.alternatives[0].content


def test_the_link_is_for_the_invited_address_alone(essai, invitee):
    page = sign_in(make_personne("chloe@val.exemple.fr"))

    assert "pour une autre adresse" in page.post(invitee).content.decode()
    assert CollegueEssai.objects.get().utilisateur is None
    assert page.get(essai.get_absolute_url()).status_code == 404


def test_a_colleague_is_taken_off_at_once(ada, essai, invitee):
    bea = make_personne("bea@val.exemple.fr")
    page = sign_in(bea)
    page.post(invitee)

    sign_in(ada).post(f"/organisations/essais/{essai.pk}/collegue/retirer/")

    assert page.get(essai.get_absolute_url()).status_code == 404


def test_a_second_invitation_takes_the_place_of_the_first(ada, essai, invitee):
    page = sign_in(ada)
    page.post(f"/organisations/essais/{essai.pk}/collegue/", {"courriel": "dora@val.exemple.fr"})

    assert CollegueEssai.objects.get().courriel == "dora@val.exemple.fr"
    assert sign_in(make_personne("bea@val.exemple.fr")).get(invitee).status_code == 410


def test_one_does_not_invite_oneself(ada, essai):
    page = sign_in(ada)
    adresse = f"/organisations/essais/{essai.pk}/collegue/"
    reponse = page.post(adresse, {"courriel": "ADA@val.exemple.fr"}, follow=True)

    assert "votre propre adresse" in reponse.content.decode()
    assert not CollegueEssai.objects.exists()


def test_the_colleague_leaves_when_the_organisation_takes_the_trial(ada, essai, invitee):
    bea = make_personne("bea@val.exemple.fr")
    page = sign_in(bea)
    page.post(invitee)
    organisation = make_organisation(SIREN_HAUT, "Ville d’Essai")
    ada.siret_proconnect = f"{SIREN_HAUT}00018"
    ada.save()
    join(ada, organisation, Role.LECTURE)

    assert not CollegueEssai.objects.exists()
    assert Espace.objects.filter(organisation=organisation).count() == 1
    assert page.get(essai.get_absolute_url()).status_code == 404


def test_a_trial_takes_no_address_for_a_name(db):
    with pytest.raises(GesteRefuse, match="retirez-la"):
        open_essai(make_personne("ada@exemple.fr"), "001010032", "Gagnez sur gagne.xyz")


@pytest.mark.parametrize(
    ("nom", "nommer"),
    [
        ("Hôpital du Haut-Fictif", False),
        ("Acheteur 001\u202f010\u202f024", True),
        ("001010024", True),
    ],
)
def test_naming_the_buyer_is_offered_only_while_it_has_no_name(nom, nommer):
    personne = make_personne("ada@exemple.fr")
    espace = open_essai(personne, SIREN_HAUT, nom, "etablissement_sante")

    page = texte(sign_in(personne).get(espace.get_absolute_url()))

    assert "un collègue</a>" in page
    assert ("Nommer l’acheteur" in page) is nommer
