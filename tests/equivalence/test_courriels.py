from email.message import MIMEPart

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from spaser.site.socle.courriels.envoi import CourrielRedige, hand_over
from tests.equivalence.courriels import describe_courriel

PAGE = """<html><head><title>Bonjour</title></head><body style="color: #000">
<p>Un mot pour <b>vous</b></p><p><a href="https://site.fr/a">Ouvrir</a></p></body></html>"""


def _write(page=PAGE, piece=b"a;b\n1;2\n", **reste):
    dits = {
        "subject": "Un mot",
        "body": "Bonjour,\n\nOuvrir : https://site.fr/a",
        "from_email": "Site <site@exemple.fr>",
        "to": ["a@exemple.fr", "b@exemple.fr"],
        "reply_to": ["contact@exemple.fr"],
        "headers": {"Message-ID": "<1@exemple.fr>", "Auto-Submitted": "auto-generated"},
    }
    message = EmailMultiAlternatives(**dits | reste)
    message.attach_alternative(page, "text/html")
    message.attach("table.csv", piece, "text/csv")
    return message


def test_a_mail_is_read_whole():
    lignes = describe_courriel(_write())

    assert lignes[:9] == [
        "courriel.sujet Un mot",
        "courriel.from_email Site <site@exemple.fr>",
        "courriel.to a@exemple.fr, b@exemple.fr",
        "courriel.reply_to contact@exemple.fr",
        "courriel.entête Auto-Submitted: auto-generated",
        "courriel.entête Message-ID: <1@exemple.fr>",
        "courriel.plain Bonjour,",
        "courriel.plain ",
        "courriel.plain Ouvrir : https://site.fr/a",
    ]
    assert "courriel.page p Un mot pour vous" in lignes
    assert "courriel.page lien https://site.fr/a" in lignes
    assert "courriel.pièce table.csv text/csv" in lignes


@pytest.mark.parametrize(
    ("autre", "attendu"),
    [
        ({"subject": "Un autre"}, ["courriel.sujet"]),
        ({"bcc": ["c@exemple.fr"]}, ["courriel.bcc"]),
        ({"headers": {"Message-ID": "<1@exemple.fr>"}}, ["courriel.entête"]),
        ({"page": PAGE.replace("mot", "bruit")}, ["courriel.page"]),
        ({"page": PAGE.replace("site.fr/a", "site.fr/b")}, ["courriel.page"]),
        ({"page": PAGE.replace("#000", "#fff")}, ["courriel.forme"]),
        ({"page": PAGE.replace("b>", "i>")}, ["courriel.forme"]),
    ],
)
def test_what_differs_is_told_on_its_line(autre, attendu):
    assert _list_changed(_write(), _write(**autre)) == attendu


def test_a_joined_file_that_differs_is_told():
    assert _list_changed(_write(), _write(piece=b"a;b\n1;3\n"))


def test_a_part_made_before_is_read():
    message = _write()
    partie = MIMEPart()
    partie.set_content("Dedans")
    message.attach(partie)

    assert "courriel.pièce None text/plain" in describe_courriel(message)


def test_a_mail_of_the_site_is_read():
    hand_over(
        CourrielRedige("a@exemple.fr", "Un mot", "Bonjour", PAGE, {"Message-ID": "<1@exemple.fr>"})
    )

    (message,) = mail.outbox
    lignes = describe_courriel(message)
    assert "courriel.to a@exemple.fr" in lignes
    assert "courriel.plain Bonjour" in lignes
    assert "courriel.page lien https://site.fr/a" in lignes


def _list_changed(un, deux):
    lus = [describe_courriel(message) for message in (un, deux)]
    return sorted({x.partition(" ")[0] for x in set(lus[0]) ^ set(lus[1])})
