"""Changing one's address: both mailboxes agree."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spaser.site.comptes.app import purge_comptes
from spaser.site.comptes.models import ChangementAdresse
from spaser.site.socle.models import Evenement
from tests.site.comptes.conftest import lien_dans, texte

ADRESSE = "/compte/adresse/"
NEUVE = "ada.lierre@exemple.fr"


@pytest.fixture
def liens(connectee, courriels):
    """The links of the former and of the new mailbox."""
    connectee.post(ADRESSE, {"courriel": NEUVE})
    return [lien_dans(message) for message in courriels]


def accepter(lien):
    return Client().post(lien)


def test_both_mailboxes_are_written_to(liens, courriels):
    assert [m.to for m in courriels] == [["ada@exemple.fr"], [NEUVE]]


@pytest.mark.parametrize("ordre", [(0, 1), (1, 0)])
def test_the_address_changes_when_both_have_agreed(liens, personne, courriels, ordre):
    premier, second = (liens[i] for i in ordre)

    assert "Il manque encore celui de l’autre adresse" in texte(accepter(premier))
    personne.refresh_from_db()
    assert personne.courriel == "ada@exemple.fr"

    assert f"L’adresse du compte est maintenant {NEUVE}." in texte(accepter(second))
    personne.refresh_from_db()
    assert personne.courriel == NEUVE
    assert [m.to for m in courriels[-2:]] == [["ada@exemple.fr"], [NEUVE]]
    assert Evenement.objects.get().geste == "compte.adresse"


def test_reading_a_link_agrees_to_nothing(liens):
    assert Client().get(liens[0]).status_code == 200
    assert ChangementAdresse.objects.get().accord_ancienne_le is None


def test_a_link_serves_once(liens):
    accepter(liens[0])

    assert accepter(liens[0]).status_code == 410


def test_a_later_request_makes_the_former_links_void(liens, connectee, personne):
    connectee.post(ADRESSE, {"courriel": "encore@exemple.fr"})

    assert "n’est plus en cours" in texte(accepter(liens[1]))
    assert accepter(liens[0]).status_code == 410


def test_giving_up_makes_the_links_void(liens, connectee):
    assert "Changement en cours" in texte(connectee.get(ADRESSE))
    connectee.post("/compte/adresse/abandon/")

    assert accepter(liens[0]).status_code == 410


def test_an_address_already_used_is_told_in_its_own_mailbox_only(
    connectee, personne, autre, courriels
):
    page = texte(connectee.post(ADRESSE, {"courriel": "bruno@exemple.fr"}, follow=True))

    assert "Ouvrez le lien du message de chaque adresse." in page
    assert courriels[1].to == ["bruno@exemple.fr"]
    assert "Elle est déjà celle d’un compte" in courriels[1].body
    assert "/adresse/" not in courriels[1].body


def test_an_address_taken_meanwhile_is_refused(liens, personne, autre):
    autre.courriel = NEUVE
    autre.save()
    accepter(liens[0])

    assert accepter(liens[1]).status_code == 410
    personne.refresh_from_db()
    assert personne.courriel == "ada@exemple.fr"


def test_one_s_present_address_is_refused(connectee, courriels):
    page = texte(connectee.post(ADRESSE, {"courriel": "ADA@exemple.fr"}))

    assert "C’est déjà votre adresse." in page
    assert courriels == []


def test_changing_asks_for_a_recent_proof(connectee):
    session = connectee.session
    session["preuve_le"] = (timezone.now() - timedelta(minutes=16)).isoformat()
    session.save()

    assert connectee.get(ADRESSE).url == "/compte/preuve/?next=%2Fcompte%2Fadresse%2F"


def test_a_proconnect_account_follows_proconnect(connectee, personne, courriels):
    personne.set_unusable_password()
    personne.save()
    connectee.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")

    assert "Adresse donnée par ProConnect" in texte(connectee.post(ADRESSE, {"courriel": NEUVE}))
    assert courriels == []


def test_a_change_nobody_finished_is_removed(liens):
    purge_comptes(timezone.now() + timedelta(days=3))

    assert not ChangementAdresse.objects.exists()
