"""A room: what is done on its site from elsewhere, and people who vote from their phones.

    python -m tests.site.entourage.salle ouvrir | clore | montrer | lire

makes a workshop and opens it, closes it, shows it, or says as JSON what the base holds.
"""

import json
import random
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException  # noqa: TID251 - phones
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

import django
from lxml import html

PAS = 2.0  # seconds between two questions of a page
PATIENCE = 60


def main():
    django.setup()
    sys.stdout.write(json.dumps(_act(sys.argv[1])))


def _act(geste):
    # Models are read once Django has its settings.
    from spaser.regles.ateliers import find_gabarit  # noqa: PLC0415
    from spaser.regles.indicateurs import SousTheme  # noqa: PLC0415
    from spaser.site.entourage.ateliers import resultats, services  # noqa: PLC0415
    from spaser.site.entourage.models.ateliers import Atelier, BulletinAtelier  # noqa: PLC0415
    from tests.site.organisations.fabrique import make_membre, make_organisation  # noqa: PLC0415

    atelier = Atelier.objects.first()
    if atelier is None:
        membre = make_membre(make_organisation(), "redaction")
        auteur, espace = membre.utilisateur, membre.organisation.espace
        gabarit = find_gabarit("priorites")
        lignes = [(f"theme:{t}:{t.rubrique}", t.libelle) for t in list(SousTheme)[:4]]
        atelier = services.prepare_atelier(espace, gabarit, "Salle", lignes, auteur)
    [etape] = atelier.etapes
    if geste == "lire":
        lus = resultats.list_resultats(atelier)
        return {
            "bulletins": BulletinAtelier.objects.count(),
            "cles": BulletinAtelier.objects.values("cle").distinct().count(),
            "derniers": sorted(
                map(tuple, map(dict.values, services.list_derniers(atelier, etape).values()))
            ),
            "votants": lus[0].votants if lus else None,
        }
    etape.minutes = 60
    atelier.save()
    services.drive(atelier, geste, etape.rang, atelier.prepare_par)
    return {"code": atelier.code}


class Telephone(threading.Thread):
    """Somebody who follows the workshop every two seconds, and votes when she is told to.

    `demandes` are the votes that she owes, `donnes` those that were taken: each is sent twice.
    """

    def __init__(self, port, code, rang):
        super().__init__(daemon=True)
        self.hasard = random.Random(rang)  # noqa: S311 - the same room at each run
        self.adresse, self.port = f"/ateliers/{code}/", port
        self.demandes, self.donnes, self.durees, self.etats = [], [], [], []
        self.fini = threading.Event()
        self.entre = threading.Event()
        self._cookies, self._etag = {}, ""
        self._connexion = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def run(self):
        time.sleep(PAS * self.hasard.random())
        self._send({}, self._read(self.adresse))
        self.entre.set()
        while not self.fini.is_set():
            statut = self._ask("GET", f"{self.adresse}etat/", {"If-None-Match": self._etag})[0]
            self.etats.append(statut)
            if len(self.donnes) < len(self.demandes):
                self._vote(self.demandes[len(self.donnes)])
            time.sleep(PAS)

    def _vote(self, niveau):
        """Send a ballot twice, under its own key, as a network that hesitates does."""
        page = self._read(self.adresse)
        champs = {c.get("name"): niveau for c in page.iter("input") if c.get("type") == "radio"}
        envoi = {"etape": page.find(".//input[@name='etape']").get("value"), "cle": str(uuid4())}
        for _ in range(2):
            assert self._send(envoi | champs, page) == 302
        self.donnes.append(niveau)

    def _read(self, adresse):
        statut, corps = self._ask("GET", adresse)
        assert statut == 200, corps
        return html.fromstring(corps)

    def _send(self, envoi, page):
        jeton = page.find(".//main//input[@name='csrfmiddlewaretoken']").get("value")
        corps = urlencode(envoi | {"csrfmiddlewaretoken": jeton})
        formes = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", self.adresse, formes, corps)[0]

    def _ask(self, methode, adresse, entetes=None, corps=None):
        """Ask until the server answers: it may be starting again."""
        cookies = "; ".join(f"{nom}={valeur}" for nom, valeur in self._cookies.items())
        entetes = {"Cookie": cookies} | (entetes or {})
        while True:
            debut = time.perf_counter()
            try:
                self._connexion.request(methode, adresse, corps, entetes)
                reponse = self._connexion.getresponse()
                lu = reponse.read()
            except (OSError, HTTPException):
                self._connexion.close()
                time.sleep(0.5)
                continue
            if reponse.status != 503:
                break
            time.sleep(0.5)
        self.durees.append((time.perf_counter() - debut, time.monotonic()))
        for recu in reponse.headers.get_all("Set-Cookie") or ():
            self._cookies |= {nom: m.value for nom, m in SimpleCookie(recu).items()}
        self._etag = reponse.headers.get("ETag", self._etag)
        return reponse.status, lu


if __name__ == "__main__":
    main()
