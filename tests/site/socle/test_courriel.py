"""A mail as it leaves: two parts, its headers; the server that takes it."""

import re

import pytest
from django.core import mail

from spaser.site.config.settings import choose_mailers
from spaser.site.socle.courriels.envoi import absolute_url, hand_over, render_message

GABARITS = {
    "avis.sujet.txt": "Avis de\n  {{ nom }}\n",
    "avis.txt": "Bonjour {{ nom }}, voyez {{ site }}.",
    "texte.sujet.txt": "Un texte",
    "texte.txt": "{{ texte }}",
    "avis.html": (
        "{% extends 'socle/courriels/page.html' %}{% block message %}<p>{{ nom }}</p>{% endblock %}"
    ),
}

SIGNATURE = "SPASER, la plateforme des achats publics responsables\nhttps://spaser.exemple.fr\n"


@pytest.fixture(autouse=True)
def gabarits(settings, tmp_path):
    """Templates of a mail, in a folder of their own."""
    for nom, texte in GABARITS.items():
        (tmp_path / nom).write_text(texte, encoding="utf-8")
    moteur = settings.TEMPLATES[0]
    settings.TEMPLATES = [moteur | {"DIRS": [tmp_path]}]
    settings.ADRESSE = "https://spaser.exemple.fr"


def send(**contexte):
    contexte = {"nom": "L’Île & <Cie>"} | contexte
    hand_over(render_message("avis", "lea@exemple.fr", contexte, "<un@spaser.exemple.fr>"))
    return mail.outbox[0]


def test_a_mail_has_a_text_and_an_html_part():
    courriel = send()
    assert courriel.to == ["lea@exemple.fr"]
    assert courriel.subject == "Avis de L’Île & <Cie>"
    assert courriel.body == "Bonjour L’Île & <Cie>, voyez https://spaser.exemple.fr."
    html, genre = courriel.alternatives[0]
    assert genre == "text/html"
    assert "<p>L’Île &amp; &lt;Cie&gt;</p>" in html
    assert "<title>Avis de L’Île &amp; &lt;Cie&gt;</title>" in html
    assert courriel.extra_headers == {
        "Message-ID": "<un@spaser.exemple.fr>",
        "Auto-Submitted": "auto-generated",
    }


def test_the_text_of_a_mail_makes_its_page_with_links_to_the_site_alone():
    lien = "https://spaser.exemple.fr/compte/"
    texte = f"Bonjour Léa & <Cie>,\n\nMon compte :\n{lien}\n\nAilleurs :\nhttps://exemple.com/\n"
    message = render_message("texte", "lea@exemple.fr", {"texte": texte}, "<un@exemple.fr>")

    assert message.texte == texte
    assert re.findall("<p>(.*?)</p>", message.html, re.DOTALL)[:3] == [
        "Bonjour Léa &amp; &lt;Cie&gt;,",
        f'<a href="{lien}">Mon compte</a>',
        "Ailleurs :<br>https://exemple.com/",
    ]


def test_the_text_of_a_mail_makes_its_lists_and_leaves_its_signature_to_the_page():
    racine = "https://spaser.exemple.fr"
    texte = f"À voir :\n- Ada & Cie\n  {racine}/a/\n- Bob\n\nVoir :\n{racine}/b/\n\n{SIGNATURE}"
    message = render_message("texte", "lea@exemple.fr", {"texte": texte}, "<un@exemple.fr>")

    lignes = [ligne.strip() for ligne in message.html.splitlines() if ligne.strip()]
    assert lignes[lignes.index("<p>À voir :</p>") + 1 : -3] == [
        "<ul>",
        f'<li><a href="{racine}/a/">Ada &amp; Cie</a></li>',
        "<li>Bob</li>",
        "</ul>",
        f'<p><a href="{racine}/b/">Voir</a></p>',
    ]
    assert message.html.count("SPASER, la plateforme") == 1


def test_an_answer_to_a_mail_goes_where_it_is_read(monkeypatch):
    assert send().reply_to == []

    monkeypatch.setenv("SPASER_CONTACT", "contact@exemple.fr")
    mail.outbox.clear()

    assert send().reply_to == ["contact@exemple.fr"]


def test_a_mail_that_can_be_stopped_says_how():
    courriel = send(desabonnement="/alertes/stop/abc/")
    entetes = courriel.extra_headers
    assert entetes["List-Unsubscribe"] == "<https://spaser.exemple.fr/alertes/stop/abc/>"
    assert entetes["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert 'href="https://spaser.exemple.fr/alertes/stop/abc/"' in courriel.alternatives[0][0]


def test_a_subject_never_holds_another_header():
    courriel = send(nom="Léa\r\nBcc: tous@exemple.fr")
    assert courriel.subject == "Avis de Léa Bcc: tous@exemple.fr"


def test_an_address_is_made_whole():
    assert absolute_url("/registre/") == "https://spaser.exemple.fr/registre/"


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        ("smtp://courrier.exemple.fr", ("courrier.exemple.fr", None, "", False, False)),
        ("smtp+tls://moi:p%40s@c.exemple.fr:587", ("c.exemple.fr", 587, "moi", True, False)),
        ("smtps://c.exemple.fr:465", ("c.exemple.fr", 465, "", False, True)),
    ],
)
def test_the_address_of_a_mail_server(adresse, attendu, tmp_path):
    options = choose_mailers(adresse, tmp_path)["default"]["OPTIONS"]
    lus = [options[cle] for cle in ("host", "port", "username", "use_tls", "use_ssl")]
    assert tuple(lus) == attendu
    assert options["timeout"] == 20
    assert "p%40s" not in options["password"]
