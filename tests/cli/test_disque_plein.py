"""A real site on a disk that fills up to the last byte, its figures counted: pages go on."""

import contextlib
import http.client  # noqa: TID251 - as a browser does, to this machine
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spaser.site.config.supervision import listen
from tests.outils.petit_disque import fill, open_disque

CLE = "Zp7vNq2xKd9mWb4tRf6yHs1uGc8jEa3oLi5kQn0wXzVrTyBhMdUe"  # drawn for these tests
LIMITE = 120  # seconds for what takes a few on an idle machine
ESPACE = "/espace/001010016/"
PAGES = [
    "/",
    "/sante/vivant",
    "/sante/pret",
    "/acheteurs/",
    "/acheteurs/001010016/",
    "/acheteurs/noms/?q=ville",
    "/registre/",
    "/registre/?q=eau",
    "/recherche/?q=clause",
    "/recherche/propositions/?q=clause",
    "/api/v1/fiches",
    "/publications.json",
    "/obligations/",
    ESPACE,
    f"{ESPACE}plan/",
    f"{ESPACE}marches/fichiers/",
    "/mesures",
]
VIEILLIR = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from spaser.site.comptes.sessions import CLE_VUE, SessionStore
for sienne in SessionStore.get_model_class().objects.all():
    lue = SessionStore(sienne.session_key)
    lue[CLE_VUE] = (timezone.now() - timedelta(minutes=2)).isoformat()
    lue.save()
"""
REFUS = "envoi n’est pas enregistré"
PETIT, GRAND = 20_000, 6_000_000  # one stays in memory, the other is written to a file first


class Site:
    """A site served on a small disk, with its log and its temporary files there too."""

    def __init__(self, point, environnement):
        self.point, self.dossier = point, point / "site"
        with listen("127.0.0.1", 0) as prise:
            self.port = prise.getsockname()[1]
        (point / "tmp").mkdir()
        reglages = {"SPASER_DOSSIER": str(self.dossier), "SPASER_MESURES": CLE}
        self.env = environnement | reglages | {"TMPDIR": str(point / "tmp")}
        self.temoins = {}

    @contextlib.contextmanager
    def serve(self):
        journal = self.point / "journal"
        commande = [sys.executable, "-m", "spaser.cli", "serve", "--port", str(self.port)]
        with journal.open("wb") as sortie:
            self.processus = subprocess.Popen(commande, env=self.env, stderr=sortie)
        try:
            self.wait(lambda: "Le site est servi sur" in journal.read_text("utf-8"))
            self.dits = journal.read_text("utf-8")
            yield self
        finally:
            self.processus.terminate()
            self.processus.wait(LIMITE)

    def wait(self, condition):
        fin = time.monotonic() + LIMITE
        while not (rendu := condition()):
            assert self.processus.poll() is None, "the site has stopped"
            assert time.monotonic() < fin, "nothing came"
            time.sleep(0.1)
        return rendu

    def ask(self, chemin, corps=None, genre="application/x-www-form-urlencoded"):
        """Ask for a page as a browser does; return its status and its text."""
        lien = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMITE)  # noqa: TID251
        temoins = "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items())
        entetes = {"Cookie": temoins, "Content-Type": genre, "Authorization": f"Bearer {CLE}"}
        with contextlib.closing(lien):
            lien.request("GET" if corps is None else "POST", chemin, corps, entetes)
            reponse = lien.getresponse()
            texte = reponse.read().decode().replace("\u00a0", " ")
        for recu in reponse.headers.get_all("Set-Cookie", []):
            nom, _, valeur = recu.partition(";")[0].partition("=")
            self.temoins[nom] = valeur
        return reponse.status, texte

    def sign_in(self):
        """Enter as somebody of a buyer; for whom the next page writes, as once a minute."""
        lien = re.search(r"Rédaction – Métropole.*\n\s+http://[^/]+(/\S+)", self.dits)[1]
        assert self.ask(lien)[0] == 302
        env = self.env | {"DJANGO_SETTINGS_MODULE": "spaser.site.config.settings"}
        subprocess.run([sys.executable, "-c", VIEILLIR], env=env, check=True)

    def find_jeton(self, chemin):
        page = self.ask(chemin)[1]
        return re.search(r'name="csrfmiddlewaretoken" value="(.*?)"', page)[1]

    def send_fichier(self, octets):
        jeton = self.find_jeton(f"{ESPACE}marches/fichiers/")
        lignes = b"id;objet;montant\n" * (octets // 17)
        corps = (
            f"--x\r\nContent-Disposition: form-data; name=csrfmiddlewaretoken\r\n\r\n{jeton}\r\n"
            "--x\r\nContent-Disposition: form-data; name=fichier; filename=a.csv\r\n"
            "Content-Type: text/csv\r\n\r\n"
        ).encode() + lignes + b"\r\n--x--\r\n"  # fmt: skip
        genre = "multipart/form-data; boundary=x"
        return self.ask(f"{ESPACE}marches/fichiers/envoyer/", corps, genre)

    def try_mot_de_passe(self):
        """Give a wrong password, which is counted."""
        siens, self.temoins = self.temoins, {}
        jeton = self.find_jeton("/compte/connexion/")
        corps = f"csrfmiddlewaretoken={jeton}&courriel=lea%40exemple.fr&mot_de_passe=faux"
        rendu = self.ask("/compte/connexion/", corps)
        self.temoins = siens
        return rendu

    def read_fichiers(self):
        with contextlib.closing(sqlite3.connect(self.dossier / "spaser.sqlite3")) as base:
            return base.execute("SELECT etat FROM marches_fichiermarches").fetchall()

    def list_enfants(self, numero):
        enfants = Path(f"/proc/{numero}/task/{numero}/children").read_text("utf-8")
        return [int(enfant) for enfant in enfants.split()]

    def list_tous(self):
        proches = self.list_enfants(self.processus.pid)
        return [*proches, *(n for proche in proches for n in self.list_enfants(proche))]


def check_lectures(site):
    """Every page that is read answers, and the health page says what is wrong."""
    refusees = {page: site.ask(page)[0] for page in PAGES}
    assert {page: statut for page, statut in refusees.items() if statut != 200} == {}
    statut, texte = site.ask("/sante")
    assert (statut, json.loads(texte)["controles"]["disque"]) == (
        503,
        {"bon": False, "libre_mo": 0},
    )


@pytest.mark.longue(parts=32)
@pytest.mark.parametrize("sorte", ["tmpfs", "ext4"])
def test_pages_go_on_when_the_disk_is_full_and_all_goes_on_when_it_is_freed(
    sorte, environnement, pret, dossier, tmp_path
):
    with open_disque(sorte, tmp_path, 90) as point:
        shutil.copytree(dossier, point / "site")
        with Site(point, environnement).serve() as site:
            site.sign_in()
            avant = site.read_fichiers()
            bourre = fill(point)
            for _ in range(2):
                check_lectures(site)
                fill(point)
            statut, page = site.try_mot_de_passe()
            assert (statut in {503, 507}, REFUS in page) == (True, True), page
            statut, page = site.send_fichier(PETIT)
            assert (statut in {503, 507}, REFUS in page) == (True, True), page
            tues = site.list_tous()
            for numero in tues:  # all but the supervisor: they start again on the full disk
                with contextlib.suppress(ProcessLookupError):
                    os.kill(numero, signal.SIGKILL)
            site.wait(lambda: len(set(site.list_tous()) - set(tues)) == len(tues))
            check_lectures(site)
            assert site.read_fichiers() == avant
            bourre.unlink()
            assert site.try_mot_de_passe()[0] == 200
            assert site.send_fichier(GRAND)[0] == 302
            site.wait(lambda: site.read_fichiers() not in (avant, [*avant, ("controle",)]))
