"""« Une erreur ? Répondre »: the remark reaches the team and the buyer, and is answered once."""

import pytest
from django.core import mail

from spaser.site.acheteurs.models import Remarque
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db

ROUEN = "217605401"
ECRITE = {"message": "Le nom est ancien.", "courriel": "lectrice@exemple.fr"}


@pytest.fixture
def moderatrice():
    return make_equipe("moderation")


def _write(client, siren=ROUEN, **champs):
    return client.post(f"/acheteurs/{siren}/erreur/", ECRITE | champs, follow=True)


def test_the_page_leads_to_the_form(client):
    assert f'href="/acheteurs/{ROUEN}/erreur/"' in client.get(f"/acheteurs/{ROUEN}/").text
    assert "Une erreur ? Répondre" in texte(client.get(f"/acheteurs/{ROUEN}/erreur/"))


def test_a_remark_reaches_the_team(client, moderatrice, courriels):
    reponse = _write(client)

    assert "L’équipe du programme va vérifier" in texte(reponse)
    assert [(c.to, "Le nom est ancien." in c.body) for c in mail.outbox] == [
        ([moderatrice.courriel], True)
    ]
    assert Remarque.objects.get().nom == "Rouen"


def test_it_reaches_who_manages_the_buyer_without_the_readers_address(client, courriels):
    administratrice = make_membre(make_organisation(identite="verifiee"), "administration")
    make_membre(administratrice.organisation, "lecture")

    _write(client, SIREN_VAL)

    (courriel,) = mail.outbox
    assert courriel.to == [administratrice.utilisateur.courriel]
    assert "lectrice@exemple.fr" not in courriel.body


def test_a_machine_is_thanked_and_nothing_is_kept(client, courriels):
    reponse = _write(client, site="http://exemple.fr")

    assert "Merci" in texte(reponse)
    assert not Remarque.objects.exists()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"message": ""}, "Dites en une phrase ce qui ne va pas"),
        ({"message": "x" * 2001}, "gardez 2000 signes au plus"),
        ({"courriel": "nimporte"}, "n’a pas la forme nom@domaine.fr"),
    ],
)
def test_what_cannot_be_kept_is_told(client, champs, message):
    assert message in texte(_write(client, **champs))
    assert not Remarque.objects.exists()


def test_the_sixth_of_an_hour_waits(client):
    for _ in range(5):
        _write(client)

    assert _write(client).status_code == 429
    assert Remarque.objects.count() == 5


def test_nobody_known_has_no_form(client):
    assert client.get("/acheteurs/812300010/erreur/").status_code == 404


def test_only_the_team_reads_them(client):
    _write(client)

    assert (
        sign_in(make_personne("autre@exemple.fr")).get("/acheteurs/remarques/").status_code == 403
    )


def test_the_team_answers_once(client, moderatrice, courriels):
    _write(client)
    remarque = Remarque.objects.get()
    equipe = sign_in(moderatrice, second_facteur=True)
    assert "1 remarque en attente" in texte(equipe.get("/acheteurs/remarques/"))
    mail.outbox.clear()
    adresse = f"/acheteurs/remarques/{remarque.pk}/"

    premiere = equipe.post(adresse, {"reponse": "Corrigé."}, follow=True)
    seconde = equipe.post(adresse, {"reponse": "Encore."}, follow=True)

    assert "La remarque est close" in texte(premiere)
    assert "déjà répondu" in texte(seconde)
    assert [(c.to, "Corrigé." in c.body) for c in mail.outbox] == [(["lectrice@exemple.fr"], True)]
    remarque.refresh_from_db()
    assert (remarque.reponse, remarque.traitee_par) == ("Corrigé.", moderatrice)
