"""A demonstration: its mails read on its own machine, its sign-in links."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from lxml import html

from spaser.site.config.settings import choose_mailers
from spaser.site.socle import journal
from spaser.site.socle.journal import LienDemonstration, list_liens
from tests.outils.declarations import declare

pytestmark = pytest.mark.django_db


@pytest.fixture
def boite(settings, tmp_path):
    """A demonstration site whose mails go to a folder."""
    settings.DEMONSTRATION = True
    settings.SANS_COURRIEL = True
    settings.DOSSIER = tmp_path
    settings.MAILERS = choose_mailers("", tmp_path)
    return tmp_path / "courriels"


def send(sujet="Votre dépôt est publié"):
    courriel = EmailMultiAlternatives(sujet, "Voyez https://exemple.fr/été.", to=["lea@exemple.fr"])
    courriel.attach_alternative("<p>Voyez</p>", "text/html")
    courriel.send()


def test_a_mail_is_kept_for_the_site_alone(boite):
    send()
    (fichier,) = boite.iterdir()
    assert fichier.stat().st_mode & 0o777 == 0o600
    assert boite.stat().st_mode & 0o777 == 0o700


def test_the_mails_are_listed_then_read(client, boite):
    send("Premier")
    send("Second, à l’été")
    page = client.get(reverse("socle:courriels")).content.decode()
    assert page.index("Second, à l’été") < page.index("Premier")
    numero = max(f.stem for f in boite.iterdir())
    lu = client.get(reverse("socle:courriel", args=[numero])).content.decode()
    assert "<h1>Second, à l’été</h1>" in lu
    assert 'href="https://exemple.fr/%C3%A9t%C3%A9"' in lu
    assert "à lea@exemple.fr, le" in lu


def test_an_empty_box_says_what_would_fill_it(client, boite):
    assert "Aucun courriel pour l’instant" in client.get("/demo/courriels/").content.decode()


@pytest.mark.parametrize("chemin", ["/demo/courriels/", "/demo/courriels/inconnu/"])
def test_where_mails_leave_there_is_no_such_page(client, settings, boite, chemin):
    settings.SANS_COURRIEL = False
    assert client.get(chemin).status_code == 404


def test_a_site_that_others_reach_shows_no_mail_and_says_where_they_are(client, settings, boite):
    settings.DEMONSTRATION, settings.HTTPS = False, True
    send()

    assert client.get("/demo/courriels/").status_code == 404
    lue = client.get(reverse("comptes:inscription_envoyee")).content.decode()
    assert "dans le dossier des courriels du site" in lue
    assert reverse("socle:courriels") not in lue


@pytest.mark.parametrize(
    "ailleurs",
    [{"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": ""}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}],
)
def test_from_another_machine_there_is_no_such_page(client, boite, ailleurs):
    assert client.get("/demo/courriels/", **ailleurs).status_code == 404


def test_a_real_site_without_mail_server_shows_its_administrator_the_links(client, settings, boite):
    settings.DEMONSTRATION = False
    settings.SANS_COURRIEL = True
    send("Créer votre compte")

    for page in ("comptes:inscription_envoyee", "comptes:mot_de_passe_envoye"):
        lue = client.get(reverse(page)).content.decode()
        assert "n’a pas encore de serveur de courriel" in lue
        assert reverse("socle:courriels") in lue
    assert "Créer votre compte" in client.get("/demo/courriels/").content.decode()


@pytest.mark.parametrize(
    ("demonstration", "dit"),
    [(True, "Démonstration : site non officiel."), (False, "Site non officiel.")],
)
def test_only_a_demonstration_is_called_so(client, settings, demonstration, dit):
    settings.DEMONSTRATION = demonstration
    avertissement = html.fromstring(client.get(reverse("comptes:connexion")).content).xpath(
        "//aside"
    )[0]

    assert " ".join(avertissement.text_content().split()).startswith(dit)


def test_an_unknown_mail_is_not_found(client, boite):
    send()
    assert client.get("/demo/courriels/inconnu/").status_code == 404


def test_sign_in_links_are_made_in_demonstration_only(settings, monkeypatch):
    moderation = LienDemonstration("Modération", "/compte/demonstration/abc/")
    declare(monkeypatch, journal, LIENS_DEMONSTRATION=[lambda: [moderation]])
    settings.DEMONSTRATION = False
    assert list_liens() == []
    settings.DEMONSTRATION = True
    assert [lien.libelle for lien in list_liens()] == ["Modération"]
