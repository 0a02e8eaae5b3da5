"""Hosts in trouble."""

import socket
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from spaser.moteur.reseau import telechargement
from spaser.moteur.reseau.telechargement import (
    Client,
    ErreurReseau,
    ErreurTelechargement,
    PannePassagere,
    RessourceIntrouvable,
    insist,
    read_retry_after,
)
from tests.moteur.reseau.telechargement.commun import CONTENU, download, names_in
from tests.outils.serveur_data_gouv import Reponse

RECUL = telechargement.RECUL  # before the clock of the tests takes its place


def test_too_many_requests_waits_as_long_as_the_host_asks(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(429, entetes={"Retry-After": "37"}))
    download(fichier.url, cible)
    assert temps.pauses == [37.0]


def test_too_many_requests_waits_until_the_date_that_the_host_gives(serveur, fichier, cible, temps):
    quand = format_datetime(datetime.fromtimestamp(temps.maintenant + 90, UTC), usegmt=True)
    serveur.prepare(fichier, Reponse(503, entetes={"Retry-After": quand}))
    download(fichier.url, cible)
    assert temps.pauses == [90.0]


def test_a_wait_of_hours_is_told_and_not_waited_for(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(429, entetes={"Retry-After": "7200"}))
    with pytest.raises(ErreurReseau, match="attendre 2\u00a0h\u00a000\u00a0min"):
        download(fichier.url, cible)
    assert temps.pauses == []


def test_a_passing_failure_is_tried_again(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(500, b"oups"), Reponse(502))
    download(fichier.url, cible)
    assert cible.read_bytes() == CONTENU
    assert temps.pauses == [1.0, 2.0]


def test_an_endless_failure_ends(serveur, fichier, cible, temps):
    serveur.prepare(fichier, *[Reponse(500)] * 20)
    with pytest.raises(ErreurReseau, match="le serveur répond 500"):
        download(fichier.url, cible)
    assert temps.pauses == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert len(serveur.demandes(fichier)) == 6
    assert names_in(cible) == []


def test_a_silent_host_is_left_after_a_while(cible):
    with socket.create_server(("127.0.0.1", 0)) as muet:
        url = f"http://127.0.0.1:{muet.getsockname()[1]}/x.json"
        with pytest.raises(ErreurReseau, match="ne répond plus"):
            download(url, cible, tentatives=1, delai=0.05)


def test_a_closed_door_is_tried_again_then_left(cible, temps):
    with socket.create_server(("127.0.0.1", 0)) as porte:
        url = f"http://127.0.0.1:{porte.getsockname()[1]}/x.json"
    with pytest.raises(ErreurReseau, match="connexion impossible") as erreur:
        download(url, cible, tentatives=3)
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
        download(fichier.url, cible)
    assert temps.pauses == []


# what goes wrong on the way -> what is told, after how many tries
ENNUIS = [
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"), "SSL_CERT_FILE", 1),
    (httpx.ProxyError("502"), "mandataire", 2),
    (httpx.ReadTimeout("timed out"), "ne répond plus", 2),
    (httpx.RemoteProtocolError("closed"), "coupée", 2),
]


@pytest.mark.parametrize(("ennui", "dit", "essais"), ENNUIS)
def test_what_goes_wrong_on_the_way_is_named(monkeypatch, ennui, dit, essais):
    passages = []

    def send(*_, **__):
        passages.append(1)
        raise ennui

    monkeypatch.setattr(Client, "send", send)
    with Client(tentatives=2) as client, pytest.raises(ErreurReseau) as erreur:
        client.fetch_json("https://x.fr", dict)
    assert dit in f"{erreur.value.message} {erreur.value.conseil}"
    assert len(passages) == essais


@pytest.mark.parametrize(
    ("valeur", "attente"),
    [
        ("", 0.0),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("-3", 0.0),
        ("demain", 0.0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:02:00 -0000", 20.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_read_retry_after(temps, valeur, attente):
    temps.maintenant = 100.0
    assert read_retry_after(valeur) == attente


def test_waits_double_up_to_a_limit_and_half_of_each_is_left_to_chance(temps, monkeypatch):
    def fail():
        raise PannePassagere("panne")

    monkeypatch.setattr(telechargement, "RECUL", RECUL)
    paliers = [1, 2, 4, 8, 16, 32, 60, 60]
    suites = []
    for _ in range(50):
        temps.pauses = []
        with pytest.raises(ErreurReseau, match="abandon après 9 tentatives"):
            insist("x", fail, len(paliers) + 1)
        suites.append(temps.pauses)
    for palier, pauses in zip(paliers, zip(*suites, strict=True), strict=True):
        assert palier / 2 <= min(pauses) < max(pauses) <= palier
