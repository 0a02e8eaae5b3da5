"""No page says that a message has left where the site sends none."""

import re

import pytest
from django.urls import reverse

from tests.outils.pages import flatten
from tests.transverses.arbre import RACINE

COMPOSANT = "message_parti.html"
# A mail says of itself what it likes; the desk of mails tells which have left.
SAUF = re.compile(r"/courriels/|programme_courriels\.html|equipe/tenir\.html")
PARTI = re.compile(
    r"vient de partir|vient de vous être envoyé|il est parti|en route"
    r"|vous a été envoyé|Rien (reçu|n’arrive)|indésirables"
)
PAGES = ("comptes:inscription_envoyee", "comptes:mot_de_passe_envoye")


def test_only_one_template_says_that_a_message_has_left():
    disent = {
        str(chemin.relative_to(RACINE))
        for chemin in (RACINE / "spaser/site").rglob("templates/**/*.html")
        if not SAUF.search(str(chemin)) and chemin.name != COMPOSANT
        for ligne in chemin.read_text().splitlines()
        if "message_parti.html" not in ligne and PARTI.search(ligne)
    }

    assert disent == set()


def read(client, page):
    return flatten(client.get(reverse(page)).content.decode()).replace("\u00a0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_site_that_sends_mails_says_that_one_has_left(client, settings, page):
    settings.SANS_COURRIEL = False
    lue = read(client, page)

    assert "Un message vient de partir à l’adresse que vous avez saisie." in lue
    assert "Rien reçu après quelques minutes" in lue
    assert "serveur de courriel" not in lue


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_site_that_sends_none_says_only_that(client, settings, page):
    settings.SANS_COURRIEL = True
    lue = read(client, page)

    assert "Ce site n’a pas encore de serveur de courriel : le message n’est pas parti." in lue
    assert "vient de partir" not in lue
    assert "indésirables" not in lue
    assert "ne sert qu’une fois" in lue
