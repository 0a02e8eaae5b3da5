"""A second factor asked of every member; a code before somebody is made an administrator."""

import re

import pytest
from django.test import Client

from spaser.site.comptes.preuves import make_preuve_proconnect, save_application
from spaser.site.organisations.models import Appartenance, Invitation
from spaser.site.socle.models import Evenement
from tests.site.comptes.conftest import texte
from tests.site.organisations.fabrique import (
    DORSAL,
    SIREN_VAL,
    make_demande,
    make_membre,
    make_organisation,
    sign_in,
)

pytestmark = pytest.mark.django_db
PAGE = f"/organisations/{SIREN_VAL}/second-facteur/"


@pytest.fixture
def maison():
    """An organisation with somebody who manages it, and somebody who reads."""
    organisation = make_organisation()
    return make_membre(organisation, "administration"), make_membre(organisation, "lecture")


def test_an_administrator_asks_it_of_every_member_once_she_has_hers(maison):
    cheffe, lectrice = (membre.utilisateur for membre in maison)
    assert "activez d’abord le vôtre" in texte(sign_in(cheffe).get(PAGE))
    sans = sign_in(cheffe)
    assert "Activez d’abord votre propre" in texte(sans.post(PAGE, {"exige": "oui"}, follow=True))

    save_application(cheffe, "00" * 20)
    avec = sign_in(cheffe, second_facteur=True)
    assert "1 membre sur 2 en a un dans son compte." in texte(avec.get(PAGE))
    page = texte(avec.post(PAGE, {"exige": "oui"}, follow=True))
    assert "Il est exigé" in page
    evenement = Evenement.objects.get(geste="organisation.second_facteur")
    assert (evenement.auteur_id, evenement.details) == (cheffe.pk, {"exige": True})

    tenue = sign_in(lectrice)
    assert tenue.get("/compte/").url == "/compte/second-facteur/?next=%2Fcompte%2F"
    assert "ou votre organisation, exige un second facteur" in texte(
        tenue.get("/compte/second-facteur/")
    )
    session = tenue.session
    session["otp_device_id"] = make_preuve_proconnect(lectrice).persistent_id
    session.save()
    assert tenue.get("/compte/").status_code == 200

    avec.post(PAGE, {"exige": "non"})
    assert sign_in(lectrice).get("/compte/").status_code == 200


def test_who_does_not_manage_may_not_ask_it(maison):
    assert sign_in(maison[1].utilisateur).post(PAGE, {"exige": "oui"}).status_code == 403


def test_making_an_administrator_waits_for_a_code_other_roles_do_not(maison, courriels):
    """Each way to make somebody an administrator: its address, what it sends."""
    cheffe, lectrice = maison
    demande = make_demande(cheffe.organisation)
    cas = {
        f"membres/{lectrice.pk}/": {"geste": "role", "role": "administration"},
        "invitations/": {"courriel": "neuve@exemple.fr", "role": "administration"},
        f"demandes/{demande.pk}/": {"reponse": "accepter", "role": "administration"},
        "passer-la-main/": {"successeur": lectrice.pk, "ensuite": "partir"},
    }
    client = Client()
    client.force_login(cheffe.utilisateur, backend=DORSAL)
    for chemin, champs in cas.items():
        page = client.post(f"/organisations/{SIREN_VAL}/{chemin}", champs)
        assert "Vous allez donner le rôle Administration" in texte(page), chemin
    assert not Invitation.objects.exists()
    assert Appartenance.objects.filter(role="administration").count() == 1
    simple = client.post(
        f"/organisations/{SIREN_VAL}/membres/{lectrice.pk}/", {"geste": "role", "role": "redaction"}
    )
    assert simple.status_code == 302

    chemin, champs = next(iter(cas.items()))
    adresse = f"/organisations/{SIREN_VAL}/{chemin}"
    client.post(adresse, champs | {"code_renvoye": "oui"})
    code = re.search(r"Votre code est (\d{6})", courriels[-1].body)[1]
    assert client.post(adresse, champs | {"code_recu": code}).status_code == 302
    assert Appartenance.objects.filter(role="administration").count() == 2
