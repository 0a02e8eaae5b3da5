"""Mails: two parts, sent once the transaction has succeeded, tried again when refused."""

import smtplib

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.web.config.deduits import choose_mailers
from spaser.web.socle import tasks
from spaser.web.socle.courriel import absolute_url, send_courriel
from spaser.web.socle.models import Bail
from spaser.web.socle.taches.baux import claim
from spaser.web.socle.taches.travailleur import execute

GABARITS = {
    "avis.sujet.txt": "Avis de\n  {{ nom }}\n",
    "avis.txt": "Bonjour {{ nom }}, voyez {{ site }}.",
    "avis.html": (
        "{% extends 'socle/courriels/page.html' %}{% block message %}<p>{{ nom }}</p>{% endblock %}"
    ),
}


@pytest.fixture(autouse=True)
def gabarits(settings, tmp_path):
    """Templates of a mail, in a folder of their own."""
    for nom, texte in GABARITS.items():
        (tmp_path / nom).write_text(texte, encoding="utf-8")
    moteur = settings.TEMPLATES[0]
    settings.TEMPLATES = [moteur | {"DIRS": [tmp_path]}]
    settings.ADRESSE = "https://spaser.exemple.fr"


def send(**contexte):
    send_courriel("avis", "lea@exemple.fr", {"nom": "L’Île & <Cie>"} | contexte)


def test_a_mail_has_a_text_and_an_html_part(courriels):
    send()
    (courriel,) = courriels
    assert courriel.to == ["lea@exemple.fr"]
    assert courriel.subject == "Avis de L’Île & <Cie>"
    assert courriel.body == "Bonjour L’Île & <Cie>, voyez https://spaser.exemple.fr."
    html, genre = courriel.alternatives[0]
    assert genre == "text/html"
    assert "<p>L’Île &amp; &lt;Cie&gt;</p>" in html
    assert "<title>Avis de L’Île &amp; &lt;Cie&gt;</title>" in html
    numero = courriel.extra_headers.pop("Message-ID")
    assert numero.startswith("<")
    assert numero.endswith("@spaser.exemple.fr>")
    assert courriel.extra_headers == {"Auto-Submitted": "auto-generated"}


def test_a_mail_that_can_be_stopped_says_how(courriels):
    send(desabonnement="/alertes/stop/abc/")
    (courriel,) = courriels
    entetes = courriel.extra_headers
    assert entetes["List-Unsubscribe"] == "<https://spaser.exemple.fr/alertes/stop/abc/>"
    assert entetes["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert 'href="https://spaser.exemple.fr/alertes/stop/abc/"' in courriel.alternatives[0][0]


def test_a_subject_never_holds_another_header(courriels):
    send(nom="Léa\r\nBcc: tous@exemple.fr")
    assert courriels[0].subject == "Avis de Léa Bcc: tous@exemple.fr"


@pytest.mark.django_db(transaction=True)
def test_no_mail_leaves_when_the_transaction_fails():
    def fail():
        with transaction.atomic():
            send()
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    assert mail.outbox == []


def test_an_address_is_made_whole():
    assert absolute_url("/registre/") == "https://spaser.exemple.fr/registre/"


@pytest.fixture
def panne(monkeypatch, settings):
    """A mail server that refuses."""
    settings.TASKS = {"default": {"BACKEND": "spaser.web.socle.taches.backend.Taches"}}

    def refuse(_):
        raise smtplib.SMTPServerDisconnected("panne d’essai")

    monkeypatch.setattr(tasks, "_hand_over", refuse)


MESSAGE = {"destinataire": "lea@exemple.fr", "sujet": "s", "texte": "t", "html": "h", "entetes": {}}


@pytest.mark.django_db
def test_a_refused_mail_is_tried_again_later_and_later_then_is_a_failure_to_be_seen(panne):
    tasks.send_message.enqueue(message=MESSAGE)
    attentes = []
    while (ligne := claim("essai")) is not None:
        execute(ligne, "essai")
        ligne.refresh_from_db()
        if ligne.status == "READY":
            attentes.append(round((ligne.run_after - timezone.now()).total_seconds() / 60))
            DBTaskResult.objects.update(run_after=timezone.now())
    assert attentes == [1, 5, 30, 120, 720]
    assert (ligne, DBTaskResult.objects.get().status) == (None, "FAILED")
    assert Bail.objects.get().raison == "Erreur SMTPServerDisconnected."


@pytest.mark.django_db
def test_a_mail_that_a_former_version_left_is_sent():
    tasks.send_message.call(message=MESSAGE, essai=3)
    assert [courriel.to for courriel in mail.outbox] == [["lea@exemple.fr"]]


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
