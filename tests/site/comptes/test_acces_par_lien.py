"""What always lets one in where wrong passwords have slowed an account down: a link, a device."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice

from spaser.site.comptes.preuves import match_code, save_application
from spaser.site.socle.models import Jeton
from tests.site.comptes.conftest import MOT_DE_PASSE, lien_dans, texte

pytestmark = pytest.mark.django_db
CONNEXION = "/compte/connexion/"
CODE = "/compte/connexion/code/"
LIEN = "/compte/connexion/lien/"
ADA = "ada@exemple.fr"


def essayer(client, mot_de_passe=MOT_DE_PASSE, courriel=ADA):
    return client.post(CONNEXION, {"courriel": courriel, "mot_de_passe": mot_de_passe})


def lock(client, courriel=ADA):
    statuts = [essayer(client, "faux", courriel).status_code for _ in range(6)]
    assert statuts[-1] == 429


@pytest.fixture
def demander(envoyer, mailoutbox):
    """Ask for a link; give its path."""

    def ask(client, courriel=ADA, **champs):
        page = envoyer(client, LIEN, {"courriel": courriel, **champs})
        assert "Ouvrez le lien du message" in texte(page)
        return lien_dans(mailoutbox[-1])

    return ask


def test_a_link_signs_in_once_its_button_is_pressed(client, personne, demander):
    lien = demander(client)

    page = client.get(lien)
    assert SESSION_KEY not in client.session
    assert "ada@exemple.fr" in texte(page)

    reponse = client.post(lien)
    assert (reponse.status_code, reponse.url) == (302, "/compte/")
    assert client.session[SESSION_KEY] == str(personne.pk)


def test_a_link_passes_where_passwords_are_no_longer_tried(client, personne, demander):
    lock(client)
    lien = demander(client)

    assert client.post(lien).status_code == 302
    assert essayer(Client()).status_code == 302  # and the wait is over


def test_a_link_serves_once(client, personne, demander):
    lien = demander(client)
    client.post(lien)

    assert Client().post(lien).status_code == 410


def test_a_link_lasts_half_an_hour(client, personne, demander):
    lien = demander(client)
    Jeton.objects.update(expire_le=timezone.now() - timedelta(seconds=1))

    reponse = client.post(lien)

    assert reponse.status_code == 410
    assert SESSION_KEY not in client.session


def test_a_new_password_makes_links_void(client, personne, demander):
    lien = demander(client)
    personne.set_password("une autre phrase assez longue")
    personne.save()

    assert client.post(lien).status_code == 410


def test_a_second_factor_is_still_asked_for(client, personne, demander):
    save_application(personne, "00" * 20)

    reponse = client.post(demander(client))

    assert reponse.url == "/compte/connexion/code/"
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    ("suivant", "attendu"),
    [("/compte/donnees/", "/compte/donnees/"), ("https://ailleurs.exemple/", "/compte/")],
)
def test_a_link_leads_on_within_the_site(client, personne, demander, suivant, attendu):
    assert client.post(demander(client, next=suivant)).url == attendu


def test_an_unknown_address_is_answered_alike_and_opens_nothing(client, envoyer, mailoutbox):
    page = envoyer(client, LIEN, {"courriel": "rien@exemple.fr"})

    assert "Ouvrez le lien du message" in texte(page)
    assert [message.to for message in mailoutbox] == [["rien@exemple.fr"]]
    assert "/connexion/lien/" not in mailoutbox[0].body


def test_links_are_not_sent_without_end_to_one_address(client, personne, envoyer):
    statuts = [envoyer(client, LIEN, {"courriel": ADA}).status_code for _ in range(6)]

    assert statuts == [200, 200, 200, 200, 200, 429]


def test_a_known_device_tries_on_where_others_are_stopped(client, personne):
    essayer(client)
    client.post("/compte/deconnexion/")
    lock(Client())

    assert essayer(Client()).status_code == 429
    assert essayer(client).status_code == 302


def test_a_known_device_guesses_no_more_than_twenty_passwords(client, personne):
    essayer(client)
    client.post("/compte/deconnexion/")

    statuts = [essayer(client, "faux").status_code for _ in range(26)]

    assert statuts[:20] == [200] * 20
    assert statuts[-1] == 429


def test_a_device_is_known_of_the_accounts_it_opened_alone(client, personne, autre):
    essayer(client)
    client.post("/compte/deconnexion/")
    lock(client, "bruno@exemple.fr")

    assert essayer(client, courriel="bruno@exemple.fr").status_code == 429


def test_a_new_password_forgets_devices(client, personne):
    essayer(client)
    client.post("/compte/deconnexion/")
    personne.set_password("une autre phrase assez longue")
    personne.save()
    lock(Client())

    assert essayer(client, "une autre phrase assez longue").status_code == 429


def test_a_cookie_made_up_is_no_device(client, personne, settings):
    client.cookies[settings.APPAREIL_COOKIE_NAME] = '{"1": "x"}'
    lock(client)

    assert essayer(client).status_code == 429


@pytest.mark.longue
def test_a_known_device_passes_where_its_network_has_tried_too_much(client, personne):
    essayer(client)
    client.post("/compte/deconnexion/")
    ailleurs = Client()
    statuts = [essayer(ailleurs, "faux", f"p{n}@exemple.fr").status_code for n in range(61)]

    assert statuts[-1] == 429
    assert essayer(client).status_code == 302


def test_wrong_codes_typed_elsewhere_do_not_hold_a_known_device(client, personne):
    essayer(client)
    client.post("/compte/deconnexion/")
    codes = save_application(personne, "00" * 20)[1]
    ailleurs = Client(REMOTE_ADDR="192.0.2.7")
    essayer(ailleurs)
    statuts = [ailleurs.post(CODE, {"code": "ratatouille"}).status_code for _ in range(11)]
    assert statuts[-1] == 429

    essayer(client)
    assert client.post(CODE, {"code": codes[0]}).status_code == 302


def test_wrong_codes_slow_for_four_minutes_at_most(personne):
    codes = save_application(personne, "00" * 20)[1]
    maintenant = timezone.now()
    secours = StaticDevice.objects.filter(user=personne)
    secours.update(throttling_failure_count=40, throttling_failure_timestamp=maintenant)
    assert match_code(personne, codes[0]) is None

    quatre = timedelta(minutes=4, seconds=17)
    secours.update(throttling_failure_timestamp=maintenant - quatre)
    assert match_code(personne, codes[0]) is not None
