"""The people of a load: threads of a process of their own, each on a connection kept open.

    python -m tests.bench.charge.visiteurs PORT PERSONNES SECONDES TERRAIN.json PAUSE_MIN PAUSE_MAX

writes what each of them waited for, as JSON.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPResponse  # noqa: TID251 - visitors
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from tests.bench.charge.parcours import LECTURE, PARCOURS, Porte, Terrain

ARRIVEES: Final = 0.1  # share of the time in which people come
PATIENCE: Final = 60  # seconds
_PERMIS: Final = 400
_CONNEXION: Final = "/compte/connexion/"
_OCCUPE: Final = 503
_FERMEE: Final = 401  # noted of a page that only asks to sign in


class Attente(msgspec.Struct, frozen=True):
    """What somebody waited for, up to the last page of a redirection; status 0: cut off.

    `marque` is that of a form that was accepted; `renvoyez`, of one to be sent again.
    """

    genre: str
    page: str
    secondes: float
    statut: int
    quand: float = 0.0  # when it was over
    marque: str = ""
    renvoyez: bool = False


class _Champs(HTMLParser):
    """Reads the hidden fields of a page, whatever the form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.caches: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a hidden field that sends something."""
        lus = dict(attrs)
        if tag == "input" and lus.get("type") == "hidden" and lus.get("value"):
            self.caches[str(lus["name"])] = str(lus["value"])


class Personne(threading.Thread):
    """Somebody who goes from page to page until time is up."""

    def __init__(
        self, port: int, rang: int, fin: float, terrain: Terrain, pauses: tuple[float, float]
    ) -> None:
        super().__init__(daemon=True)
        self.hasard = random.Random(rang)  # noqa: S311 - the same journeys at each run
        self.terrain, self.attentes = terrain, list[Attente]()
        self.porte = terrain.grand[rang % len(terrain.grand)]
        self._rang, self._fin, self._pauses = rang, fin, pauses
        self._marque, self._marques, self.recue = "", 0, False
        self._cookies: dict[str, str] = {}
        self._connexion = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def run(self) -> None:
        """Walk the same journey again and again."""
        parcours = PARCOURS[self._rang % len(PARCOURS)]
        time.sleep(self.hasard.random() * ARRIVEES * (self._fin - time.monotonic()))
        while time.monotonic() < self._fin:
            parcours(self)

    def enter(self, porte: Porte) -> str:
        """Take the session of a space; return the space's address."""
        self._cookies = {"session": porte.session}
        return f"/espace/{porte.siren}/"

    def read(self, page: str, adresse: str, genre: str = LECTURE) -> str:
        """Ask for a page, then look at it for a moment."""
        return self._wait(genre, page, adresse, None)

    def mark(self) -> str:
        """Return words that nobody else writes: the next form is known by them."""
        self._marques += 1
        self._marque = f"marque {self._rang}-{self._marques}."
        return self._marque

    def send(self, genre: str, page: str, adresse: str, lue: str, saisies: dict[str, str]) -> None:
        """Send the form of a page that was just read, if it was given; `recue`: it was accepted."""
        self.recue = False
        if lue:
            self._wait(genre, page, adresse, _Champs(lue).caches | saisies)
        self._marque = ""

    def _wait(self, genre: str, page: str, adresse: str, saisies: dict[str, str] | None) -> str:
        if time.monotonic() >= self._fin:
            return ""
        debut = time.perf_counter()
        try:
            statut, contenu = self._follow(adresse, saisies)
        except (OSError, HTTPException):
            self._connexion.close()
            statut, contenu = 0, ""
        secondes, recue = time.perf_counter() - debut, saisies is not None and self.recue
        self.attentes.append(
            Attente(
                genre,
                page,
                secondes,
                statut,
                time.time(),
                self._marque if recue else "",
                statut == _OCCUPE and "renvoyez" in contenu.casefold(),
            )
        )
        time.sleep(self.hasard.uniform(*self._pauses))
        return contenu if statut < _PERMIS else ""

    def _follow(self, adresse: str, saisies: dict[str, str] | None) -> tuple[int, str]:
        reponse = self._ask(adresse, saisies)
        contenu = reponse.read().decode(errors="replace")
        suite = reponse.headers["Location"]
        if suite and urlsplit(suite).path == _CONNEXION:
            return _FERMEE, ""
        if suite:
            self.recue = True
            return self._follow(urljoin(adresse, suite), None)
        return reponse.status, contenu

    def _ask(self, adresse: str, saisies: dict[str, str] | None) -> HTTPResponse:
        corps = urlencode(saisies).encode() if saisies is not None else None
        return self.exchange(adresse, corps, "application/x-www-form-urlencoded")

    def exchange(self, adresse: str, corps: bytes | None, nature: str) -> HTTPResponse:
        """Ask for a page, or send it what a form holds; keep the cookies."""
        entetes = {
            "Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in self._cookies.items()),
            "X-Forwarded-For": f"192.0.2.{self._rang + 1}",  # limits count by address
        }
        if corps:
            entetes["Content-Type"] = nature
        self._connexion.request("POST" if corps else "GET", adresse, corps, entetes)
        reponse = self._connexion.getresponse()
        for recu in reponse.headers.get_all("Set-Cookie", []):
            self._cookies |= {nom: lu.value for nom, lu in SimpleCookie(recu).items()}
        return reponse


def main() -> None:
    """Let people in, wait for the last one, and write what they waited for."""
    port, personnes, secondes, fichier, *pauses = sys.argv[1:]
    moins, plus = map(float, pauses)
    terrain = msgspec.json.decode(Path(fichier).read_bytes(), type=Terrain)
    fin = time.monotonic() + float(secondes)
    gens = [
        Personne(int(port), rang, fin, terrain, (moins, plus)) for rang in range(int(personnes))
    ]
    for personne in gens:
        personne.start()
    for personne in gens:
        personne.join()
    attentes = [attente for personne in gens for attente in personne.attentes]
    sys.stdout.buffer.write(msgspec.json.encode(attentes))


if __name__ == "__main__":
    main()
