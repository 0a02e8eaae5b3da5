"""Linking an e-mail account to ProConnect: only once it is proved to be one's own."""

import pytest
from django.contrib.auth import SESSION_KEY

from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.proconnect import CLE_PROPOSEE
from spaser.site.socle.models import Evenement
from tests.site.comptes.conftest import MOT_DE_PASSE, texte
from tests.site.comptes.proconnect.conftest import leave, sign_in

LIAISON = "/compte/proconnect/liaison/"

pytestmark = pytest.mark.django_db


def test_the_same_address_is_not_enough(client, fournisseur, personne):
    reponse = sign_in(client, fournisseur)
    personne.refresh_from_db()

    assert reponse.url == LIAISON
    assert SESSION_KEY not in client.session
    assert personne.sub is None
    assert Utilisateur.objects.count() == 1


def test_the_password_links_the_account_and_signs_in(client, fournisseur, personne):
    sign_in(client, fournisseur, suivant="/compte/donnees/")
    page = texte(client.get(LIAISON))
    reponse = client.post(LIAISON, {"mot_de_passe": MOT_DE_PASSE})
    personne.refresh_from_db()

    assert "ada@exemple.fr" in page
    assert reponse.url == "/compte/donnees/"
    assert personne.sub == "sub-ada"
    assert client.session[SESSION_KEY] == str(personne.pk)
    assert Evenement.objects.filter(geste="compte.liaison_proconnect").count() == 1


def is_verified(client):
    return client.get("/compte/").wsgi_request.user.is_verified()


def test_a_linked_account_opens_both_ways_and_proconnect_is_enough(client, fournisseur, personne):
    sign_in(client, fournisseur)
    client.post(LIAISON, {"mot_de_passe": MOT_DE_PASSE})
    assert is_verified(client)
    client.logout()

    assert sign_in(client, fournisseur).url == "/compte/"
    assert is_verified(client)
    client.logout()
    form = {"courriel": "ada@exemple.fr", "mot_de_passe": MOT_DE_PASSE}
    assert client.post("/compte/connexion/", form).url == "/compte/"
    assert not is_verified(client)
    sign_in(client, fournisseur)
    assert is_verified(client)


def test_a_wrong_password_links_nothing_and_counts(client, fournisseur, personne):
    sign_in(client, fournisseur)
    statuts = [client.post(LIAISON, {"mot_de_passe": "faux"}).status_code for _ in range(5)]
    personne.refresh_from_db()

    assert statuts == [200, 200, 200, 200, 429]
    assert personne.sub is None


def test_an_unproved_address_is_not_linked(client, fournisseur, personne):
    Utilisateur.objects.update(courriel_verifie_le=None)
    reponse = sign_in(client, fournisseur)

    assert reponse.url == "/compte/connexion/"
    assert "est déjà celle d’un autre compte" in texte(client.get(reponse.url))


def test_the_proposal_is_forgotten_after_a_quarter_of_an_hour(client, fournisseur, personne):
    sign_in(client, fournisseur)
    session = client.session
    session[CLE_PROPOSEE] |= {"le": "2026-01-01T00:00:00+00:00"}
    session.save()

    assert client.post(LIAISON, {"mot_de_passe": MOT_DE_PASSE}).url == "/compte/connexion/"
    personne.refresh_from_db()
    assert personne.sub is None


def test_without_a_proposal_there_is_nothing_to_link(client, personne):
    assert client.post(LIAISON, {"mot_de_passe": MOT_DE_PASSE}).url == "/compte/connexion/"


def test_who_is_signed_in_links_her_account_whatever_the_address(connectee, fournisseur, personne):
    page = connectee.post("/compte/proconnect/relier/")
    reponse = sign_in(connectee, fournisseur, "sub-bruno", suivant="/compte/")
    personne.refresh_from_db()

    assert page.status_code == 200
    assert reponse.url == "/compte/"
    assert (personne.sub, personne.courriel) == ("sub-bruno", "ada@exemple.fr")
    assert Utilisateur.objects.count() == 1


def test_leaving_for_proconnect_while_signed_in_links_nothing_by_itself(
    connectee, fournisseur, personne
):
    reponse = sign_in(connectee, fournisseur)
    personne.refresh_from_db()

    assert reponse.url == LIAISON
    assert personne.sub is None


def test_another_identity_replaces_the_session_whole(connectee, fournisseur, personne):
    session = connectee.session
    session["brouillon"] = "à Ada"
    session.save()
    sign_in(connectee, fournisseur, "sub-bruno")
    bruno = Utilisateur.objects.get(sub="sub-bruno")

    assert connectee.session[SESSION_KEY] == str(bruno.pk)
    assert "brouillon" not in connectee.session
    assert connectee.session["oidc_id_token"]


def test_coming_back_as_oneself_is_a_fresh_proof(client, fournisseur):
    sign_in(client, fournisseur)
    session = client.session
    session["preuve_le"] = "2026-01-01T00:00:00+00:00"
    session.save()

    assert client.get("/compte/effacement/").url == "/compte/preuve/?next=%2Fcompte%2Feffacement%2F"
    assert "Confirmer avec ProConnect" in texte(client.get("/compte/preuve/"))
    assert sign_in(client, fournisseur, suivant="/compte/effacement/").url == "/compte/effacement/"
    assert client.get("/compte/effacement/").status_code == 200


def test_a_link_wanted_is_not_given_to_the_next_person(connectee, fournisseur, personne, autre):
    connectee.post("/compte/proconnect/relier/")
    depart = leave(connectee)
    retour = fournisseur.autorise(depart, "sub-bis")
    connectee.force_login(autre, backend="django.contrib.auth.backends.ModelBackend")
    connectee.get(retour)

    assert not Utilisateur.objects.filter(sub__isnull=False).exists()
