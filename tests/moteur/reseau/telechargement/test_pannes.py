"""Hosts in trouble."""

import socket
import ssl
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from spaser.moteur.reseau.pannes import (
    ErreurReseau,
    ErreurTelechargement,
    PannePassagere,
    Patience,
    RessourceIntrouvable,
    read_retry_after,
)
from spaser.moteur.reseau.telechargement import _network_errors, download
from tests.moteur.reseau.telechargement.commun import CONTENU, names_in
from tests.outils.serveur_data_gouv import Reponse


def test_too_many_requests_waits_as_long_as_the_host_asks(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(429, entetes={"Retry-After": "37"}))
    download(fichier.url, cible, options=temps.options())
    assert temps.pauses == [37.0]
    assert temps.annonces == [
        "decp-2024.json : le serveur répond 429 ; nouvel essai dans 37\u00a0s."
    ]


def test_too_many_requests_waits_until_the_date_that_the_host_gives(serveur, fichier, cible, temps):
    quand = format_datetime(datetime.fromtimestamp(temps.maintenant + 90, UTC), usegmt=True)
    serveur.prepare(fichier, Reponse(503, entetes={"Retry-After": quand}))
    download(fichier.url, cible, options=temps.options())
    assert temps.pauses == [90.0]


def test_a_wait_of_hours_is_told_and_not_waited_for(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(429, entetes={"Retry-After": "7200"}))
    with pytest.raises(ErreurReseau, match="attendre 2\u00a0h\u00a000\u00a0min"):
        download(fichier.url, cible, options=temps.options())
    assert temps.pauses == []


def test_a_passing_failure_is_tried_again(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(500, b"oups"), Reponse(502))
    download(fichier.url, cible, options=temps.options())
    assert cible.read_bytes() == CONTENU
    assert temps.pauses == [1.0, 2.0]


def test_an_endless_failure_ends(serveur, fichier, cible, temps):
    serveur.prepare(fichier, *[Reponse(500)] * 20)
    with pytest.raises(ErreurReseau, match="le serveur répond 500"):
        download(fichier.url, cible, options=temps.options())
    assert temps.pauses == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert len(serveur.demandes(fichier)) == 6
    assert names_in(cible) == []


def test_a_silent_host_is_left_after_a_while(cible, temps):
    with socket.create_server(("127.0.0.1", 0)) as muet:
        url = f"http://127.0.0.1:{muet.getsockname()[1]}/x.json"
        with pytest.raises(ErreurReseau, match="ne répond plus"):
            download(url, cible, options=temps.options(tentatives=1, delai_lecture=0.05))


def test_a_closed_door_is_tried_again_then_left(cible, temps):
    with socket.create_server(("127.0.0.1", 0)) as porte:
        url = f"http://127.0.0.1:{porte.getsockname()[1]}/x.json"
    with pytest.raises(ErreurReseau, match="connexion impossible") as erreur:
        download(url, cible, options=temps.options(tentatives=3))
    assert temps.pauses == [1.0, 2.0]
    assert "reprendra" in erreur.value.conseil


@pytest.mark.parametrize(
    ("code", "classe"),
    [
        (404, RessourceIntrouvable),
        (410, RessourceIntrouvable),
        (401, ErreurTelechargement),
        (403, ErreurTelechargement),
        (400, ErreurTelechargement),
        (300, ErreurTelechargement),
    ],
)
def test_a_refusal_is_not_tried_again(serveur, fichier, cible, temps, code, classe):
    serveur.prepare(fichier, Reponse(code))
    with pytest.raises(classe, match=str(code)):
        download(fichier.url, cible, options=temps.options())
    assert temps.pauses == []


def test_an_unknown_certificate_is_not_tried_again():
    cause = ssl.SSLCertVerificationError("self-signed")
    with (
        pytest.raises(ErreurReseau, match="certificat") as erreur,
        _network_errors("https://x.fr"),
    ):
        raise httpx.ConnectError("tls") from cause
    assert "SSL_CERT_FILE" in erreur.value.conseil


def test_a_failing_proxy_is_named():
    with pytest.raises(PannePassagere, match="mandataire"), _network_errors("https://x.fr"):
        raise httpx.ProxyError("502")


@pytest.mark.parametrize(
    ("valeur", "attente"),
    [
        (None, None),
        ("", None),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("-3", None),
        ("demain", None),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:02:00 -0000", 20.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_read_retry_after(valeur, attente):
    assert read_retry_after(valeur, 100.0) == attente


def test_waits_double_up_to_a_limit_and_half_of_each_is_left_to_chance():
    def fail():
        raise PannePassagere("panne")

    paliers = [1, 2, 4, 8, 16, 32, 60, 60]
    suites = []
    for _ in range(50):
        pauses = []
        patience = Patience(tentatives=len(paliers) + 1, dormir=pauses.append)
        with pytest.raises(ErreurReseau, match="abandon après 9 tentatives"):
            patience.insist("x", fail)
        suites.append(pauses)
    for palier, pauses in zip(paliers, zip(*suites, strict=True), strict=True):
        assert palier / 2 <= min(pauses) < max(pauses) <= palier
