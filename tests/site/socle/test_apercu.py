"""What a page says of itself where its address is shared: read by programs, drawn once."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from django.urls import resolve, reverse

from spaser.documents.rendus.images import draw_apercu
from spaser.site.portail.accueil_site import a_propos

pytestmark = pytest.mark.django_db

META = re.compile(r'<meta property="(og:[a-z_:]+)"\s+content="([^"]*)"')


def read_og(reponse):
    return {nom: unescape(texte) for nom, texte in META.findall(reponse.content.decode())}


def test_a_public_page_gives_its_title_its_sentence_and_a_picture(client, settings):
    settings.ADRESSE = "https://spaser.exemple.fr"

    dits = read_og(client.get(reverse("registre:liste")))

    image = dits.pop("og:image")
    assert image.startswith("https://spaser.exemple.fr/apercu/")
    assert dits == {
        "og:site_name": "SPASER",
        "og:type": "website",
        "og:locale": "fr_FR",
        "og:title": "Registre des SPASER",
        "og:description": "Trouver un schéma de promotion des achats publics socialement et "
        "écologiquement responsables, par nom, lieu, thème, statut ou type de structure.",
        "og:url": "https://spaser.exemple.fr/registre/",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Registre des SPASER. Trouver un schéma de promotion des achats publics "
        "socialement et écologiquement responsables, par nom, lieu, thème, statut ou type de "
        "structure.",
    }


def test_its_picture_is_drawn_by_the_site_and_may_be_kept(client, settings):
    settings.ADRESSE = "https://spaser.exemple.fr"
    image = read_og(client.get(reverse("registre:liste")))["og:image"]

    reponse = client.get(image.removeprefix(settings.ADRESSE))

    assert (reponse["Content-Type"], reponse["Cache-Control"]) == (
        "image/png",
        "public, max-age=604800",
    )
    assert reponse.content[:8] == b"\x89PNG\r\n\x1a\n"
    largeur, hauteur = (int.from_bytes(reponse.content[d : d + 4]) for d in (16, 20))
    assert (largeur, hauteur) == (1200, 630)


@pytest.mark.parametrize(
    "jeton",
    [
        "n-importe-quoi",
        Signer(salt="autre").sign_object(["Titre", "Phrase"]),
        Signer(key="autre", salt="apercu").sign_object(["Titre", "Phrase"]),
    ],
)
def test_nobody_has_the_site_draw_words_that_it_did_not_say(client, jeton):
    assert client.get(reverse("socle:apercu", args=[jeton])).status_code == 404


@pytest.mark.parametrize(("vue", "dit"), [("portail:a_propos", True), ("editorial:accueil", False)])
def test_a_draft_that_is_shown_at_an_address_of_the_team_says_nothing(rf, vue, dit):
    request = rf.get(reverse(vue))
    request.user, request.resolver_match = AnonymousUser(), resolve(request.path)

    assert bool(read_og(a_propos(request))) is dit


@pytest.mark.parametrize("adresse", ["/compte/connexion/", "/nulle-part/", "/registre/?q=mes+mots"])
def test_other_pages_say_nothing(client, adresse):
    assert read_og(client.get(adresse)) == {}


def test_words_without_end_still_make_one_picture():
    image = draw_apercu(
        "Un très long titre " * 20, "Une phrase qui ne finit pas, " * 20, "exemple.fr"
    )

    assert image[:8] == b"\x89PNG\r\n\x1a\n"
