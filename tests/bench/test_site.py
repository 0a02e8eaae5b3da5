"""Every public page, asked for by eight visitors at once, from a real server of the site."""

import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection  # noqa: TID251 - a visitor of the site, no part of it
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import sync_playwright

from tests.outils.navigateur import find_chromium

pytestmark = pytest.mark.bench

VISITEURS = 8
PASSES = 25  # for each visitor: two hundred answers a page
PLAFOND = 100  # milliseconds, for 95 answers out of 100
ATTENTE = 60
PREMIERE = 200 * 1024  # bytes of the first page, without its fonts
RECHERCHES = ("/registre/?q=bretagne", "/registre/?q=bretgane&type=region", "/registre/?page=2")


@pytest.fixture(scope="module")
def environnement(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("site")
    return os.environ | {"SPASER_DOSSIER": str(dossier), "SPASER_DEMONSTRATION": "oui"}


@pytest.fixture(scope="module")
def port(environnement):
    """Serve a prepared demonstration, and give its port."""
    _run(environnement, "preparer", "--demonstration")
    with closing(socket.create_server(("127.0.0.1", 0))) as prise:
        libre = prise.getsockname()[1]
    serveur = subprocess.Popen(
        _command("serve", "--port", str(libre), "--sans-travailleur"),
        env=environnement,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(libre)
        yield libre
    finally:
        serveur.terminate()
        serveur.wait(ATTENTE)


def _command(*arguments):
    return [sys.executable, "-m", "spaser.cli", *arguments]


def _run(environnement, *arguments):
    subprocess.run(_command(*arguments), env=environnement, check=True, capture_output=True)


def _wait(port):
    fin = time.monotonic() + ATTENTE
    while time.monotonic() < fin:
        try:
            if _visitor(port)("/sante")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the site did not start")


def _visitor(port):
    """Return what asks for a page on a connection of its own, kept open."""
    connexion = HTTPConnection("127.0.0.1", port, timeout=ATTENTE)

    def ask(adresse):
        debut = time.perf_counter()
        connexion.request("GET", adresse)
        reponse = connexion.getresponse()
        contenu = reponse.read()
        return reponse.status, (time.perf_counter() - debut) * 1000, contenu

    return ask


def _list_addresses(port):
    """Return one address a view, those of the site's own map, and a few searches."""
    plan = _visitor(port)("/sitemap.xml")[2].decode()
    chemins = [urlsplit(lieu).path for lieu in re.findall("<loc>([^<]+)</loc>", plan)]
    return [*{resolve(chemin).view_name: chemin for chemin in chemins}.values(), *RECHERCHES]


def _measure(port, adresse):
    def visit(_):
        ask = _visitor(port)
        ask(adresse)  # each process reads its templates once
        reponses = [ask(adresse) for _ in range(PASSES)]
        assert {statut for statut, _, _ in reponses} == {200}, adresse
        return [duree for _, duree, _ in reponses]

    with ThreadPoolExecutor(VISITEURS) as visiteurs:
        durees = sorted(d for liste in visiteurs.map(visit, range(VISITEURS)) for d in liste)
    return durees[len(durees) // 2], durees[len(durees) * 95 // 100]


def test_the_first_page_weighs_200_kilobytes_at_most_over_the_wire(port):
    poids, genres = {}, {}
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = navigateur.new_page()
        reseau = page.context.new_cdp_session(page)
        reseau.send("Network.enable")
        reseau.on("Network.responseReceived", lambda e: genres.update({e["requestId"]: e["type"]}))
        reseau.on(
            "Network.loadingFinished",
            lambda e: poids.update({e["requestId"]: e["encodedDataLength"]}),
        )
        page.goto(f"http://127.0.0.1:{port}/", wait_until="networkidle")
        navigateur.close()

    assert sum(n for cle, n in poids.items() if genres.get(cle) != "Font") <= PREMIERE


def test_95_answers_out_of_100_take_less_than_a_tenth_of_a_second(port, capsys):
    mesures = {adresse: _measure(port, adresse) for adresse in _list_addresses(port)}
    with capsys.disabled():
        print(f"\nload of the machine: {os.getloadavg()[0]:.1f}")  # noqa: T201
        for adresse, (mediane, p95) in mesures.items():
            print(f"{mediane:6.1f} {p95:6.1f} ms  {adresse}")  # noqa: T201

    assert len(mesures) >= 15
    assert {a: round(p95) for a, (_, p95) in mesures.items() if p95 > PLAFOND} == {}
