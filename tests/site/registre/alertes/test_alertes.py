import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from spaser.site.registre.alertes import DESABONNEMENT, forget_alertes, send_alertes
from spaser.site.registre.models import Alerte
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

JOUR = timedelta(days=1)
DEMANDE = {"courriel": "Lectrice@exemple.fr", "cadence": "quotidienne"}


def _ask(client, requete="q=bretagne", **champs):
    return client.post(f"/registre/alerte/?{requete}", DEMANDE | champs)


def _confirmation_link(message):
    return re.search(r"http\S+(/registre/alerte/confirmer/\S+/)", message.body)[1]


@pytest.fixture
def alerte():
    """A running alert on « bretagne »."""
    return Alerte.objects.create(
        courriel="lectrice@exemple.fr",
        requete="q=bretagne",
        cadence="quotidienne",
        creee_le=MAINTENANT,
        confirmee_le=MAINTENANT,
        jusqu_a=MAINTENANT,
    )


def test_nothing_is_sent_before_the_address_is_confirmed(client, sur_le_champ):
    assert _ask(client).status_code == 302
    make_fiche("Région Bretagne", maintenant=MAINTENANT + JOUR)

    assert send_alertes(MAINTENANT + 2 * JOUR) == 0
    assert [m.to for m in mail.outbox] == [["lectrice@exemple.fr"]]


def test_the_link_of_the_mail_starts_the_alert_once(client, sur_le_champ):
    _ask(client)
    lien = _confirmation_link(mail.outbox[0])

    assert "Confirmer l’alerte" in client.get(lien).content.decode()
    assert Alerte.objects.get().confirmee_le is None  # opening the page is not enough
    assert "Alerte confirmée" in client.post(lien).content.decode()
    assert Alerte.objects.get().confirmee_le is not None
    assert client.post(lien).status_code == 400


def test_a_forged_link_starts_nothing(client):
    reponse = client.post(reverse("registre:alerte_confirmer", args=["faux"]))

    assert reponse.status_code == 400
    assert "Ce lien n’ouvre rien" in reponse.content.decode()


def test_asking_twice_keeps_one_alert_and_says_the_same(client, sur_le_champ):
    premiere, seconde = _ask(client), _ask(client, courriel="lectrice@exemple.fr")

    assert Alerte.objects.count() == 1
    assert premiere["Location"] == seconde["Location"]


def test_a_wrong_address_is_said_wrong(client):
    reponse = _ask(client, courriel="pas-une-adresse")

    assert "Cette adresse n’est pas complète" in reponse.content.decode()
    assert not Alerte.objects.exists()


def test_too_many_wishes_are_slowed(client):
    for _ in range(5):
        _ask(client)

    assert _ask(client).status_code == 429


def test_news_are_written_once(alerte, sur_le_champ):
    make_fiche("Région Bretagne", maintenant=MAINTENANT + JOUR / 2)
    make_fiche("Ville de Lyon", maintenant=MAINTENANT + JOUR / 2)

    assert send_alertes(MAINTENANT + JOUR) == 1
    assert send_alertes(MAINTENANT + JOUR) == 0
    assert send_alertes(MAINTENANT + 2 * JOUR) == 0
    [message] = mail.outbox
    assert message.subject == "1 nouveauté au registre des SPASER"
    assert "Région Bretagne (nouvelle fiche)" in message.body
    assert "Lyon" not in message.body


def test_a_change_is_news_too(alerte, sur_le_champ):
    fiche = make_fiche("Région Bretagne", maintenant=MAINTENANT - JOUR)
    make_fiche("Région Bretagne", fiche=fiche, fin="2030", maintenant=MAINTENANT + JOUR / 2)

    send_alertes(MAINTENANT + JOUR)

    assert "Région Bretagne (fiche mise à jour)" in mail.outbox[0].body


def test_no_news_no_mail(alerte, sur_le_champ):
    make_fiche("Région Bretagne", maintenant=MAINTENANT - JOUR)

    assert send_alertes(MAINTENANT + JOUR) == 0
    assert mail.outbox == []


def test_a_weekly_alert_waits_for_its_week(alerte, sur_le_champ):
    Alerte.objects.update(cadence="hebdomadaire")
    make_fiche("Région Bretagne", maintenant=MAINTENANT + JOUR / 2)

    assert send_alertes(MAINTENANT + JOUR) == 0
    assert send_alertes(MAINTENANT + 7 * JOUR) == 1


def test_one_click_of_the_mail_software_stops_it_and_forgets_the_address(
    alerte, client, sur_le_champ
):
    make_fiche("Région Bretagne", maintenant=MAINTENANT + JOUR / 2)
    send_alertes(MAINTENANT + JOUR)
    entetes = mail.outbox[0].extra_headers

    assert entetes["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    chemin = re.search(r"<http[s]?://[^/]+(/.*)>", entetes["List-Unsubscribe"])[1]
    reponse = client.post(chemin, {"List-Unsubscribe": "One-Click"})

    assert reponse.status_code == 200
    assert not Alerte.objects.exists()


def test_opening_the_unsubscribe_page_stops_nothing(alerte, client):
    assert "Arrêter l’alerte" in client.get(DESABONNEMENT.path_of(alerte)).content.decode()
    assert Alerte.objects.exists()


def test_stopping_touches_one_alert_only(alerte, client):
    autre = Alerte.objects.create(
        courriel=alerte.courriel, requete="q=lyon", cadence="quotidienne", creee_le=MAINTENANT
    )

    client.post(DESABONNEMENT.path_of(alerte))

    assert list(Alerte.objects.all()) == [autre]


def test_stopping_twice_or_with_a_forged_link_is_answered(alerte, client):
    lien = DESABONNEMENT.path_of(alerte)
    client.post(lien)

    assert "Cette alerte est arrêtée" in client.post(lien).content.decode()
    assert client.post("/registre/alerte/arreter/1:faux/").status_code == 200


def test_a_wish_that_nobody_confirmed_is_forgotten_once_its_link_is_over(alerte):
    for jours in (9, 11):  # a mail may be three days late, its link lives a week
        Alerte.objects.create(
            courriel=f"a{jours}@exemple.fr", requete="", cadence="quotidienne",
            creee_le=MAINTENANT - jours * JOUR,
        )  # fmt: skip

    assert forget_alertes(MAINTENANT) == 1

    assert set(Alerte.objects.values_list("courriel", flat=True)) == {
        alerte.courriel,
        "a9@exemple.fr",
    }
