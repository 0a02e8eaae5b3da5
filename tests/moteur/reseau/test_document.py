"""A document that a person names by its address: its bytes, or why there are none."""

import pytest

from spaser.moteur.boite.modele import ErreurBoite, MotifEchec
from spaser.moteur.reseau import sonde
from spaser.moteur.reseau.sonde import EtatAdresse, fetch_document, read_document
from tests.moteur.reseau.gestes import fetch_document_local
from tests.moteur.reseau.test_page import answer, site

PDF = b"%PDF-1.7 rien"
MAX = 1_000


def test_a_document_comes_whole_with_its_name():
    with site(lambda poste: answer(poste, PDF, nature="application/pdf")) as adresse:
        recu = fetch_document_local(f"{adresse}/docs/sch%C3%A9ma.pdf?v=2", MAX)

    assert recu == (sonde.ReponseSonde(EtatAdresse.VIVANT, "répond"), "schéma.pdf", PDF)


@pytest.mark.parametrize(
    ("reponse", "etat", "dit"),
    [
        ({"corps": b"<p>Bonjour</p>"}, EtatAdresse.VIVANT, "c’est une page web"),
        ({"statut": 404}, EtatAdresse.MORT, "la page n’existe plus (404)"),
        ({"statut": 410, "nature": "application/pdf"}, EtatAdresse.MORT, "n’existe plus (410)"),
        ({"statut": 403}, EtatAdresse.VIVANT, "accès limité (403)"),
        ({"statut": 500}, EtatAdresse.INCERTAIN, "une erreur (500)"),
        ({"corps": bytes(MAX + 1), "nature": "a/b"}, EtatAdresse.VIVANT, "le document dépasse"),
        (
            {"corps": PDF, "nature": "application/pdf", "Content_Encoding": "gzip"},
            EtatAdresse.INCERTAIN,
            "compressée",
        ),
    ],
)
def test_what_is_no_document_says_why(reponse, etat, dit):
    with site(lambda poste: answer(poste, **reponse)) as adresse:
        recu = fetch_document_local(adresse, MAX)

    assert (recu.octets, recu.constat.etat) == (b"", etat)
    assert dit in recu.constat.texte


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/a.pdf", "http://10.0.0.8/a.pdf", "http://[::1]/a.pdf", "ftp://a.exemple/a"],
)
def test_an_address_of_a_private_network_is_refused(url):
    recu = fetch_document(url, MAX)

    assert (recu.octets, recu.constat.etat) == (b"", EtatAdresse.REFUSE)


def test_a_box_that_stops_is_told(monkeypatch):
    def stop(*_):
        raise ErreurBoite(MotifEchec.TEMPS)

    monkeypatch.setattr(sonde, "run_bounded", stop)

    assert read_document("https://a.exemple/a.pdf", MAX).constat == (
        EtatAdresse.INCERTAIN,
        "le site met trop de temps à répondre",
    )
