"""Those who write during the drill and remember what the site told them, and those who watch it."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException, HTTPResponse  # noqa: TID251 - as a visitor
from typing import TYPE_CHECKING, Final

from tests.bench.charge.parcours import Terrain
from tests.bench.charge.visiteurs import PATIENCE, Personne

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.charge.parcours import Porte

ACTION: Final = "actions du plan"
DEPOT: Final = "fichiers déposés"
DEHORS: Final = "pages du dehors"
_ESSAIS: Final = 6  # of what the site asks to send again
_BORNE: Final = "limite-de-l-epreuve"
_RANG: Final = 100  # after that of visitors


class Temoin(Personne):
    """Writes what it will look for; sends again what the site says it did not keep."""

    def __init__(self, port: int, rang: int, fin: float, terrain: Terrain, pause: float) -> None:
        super().__init__(port, _RANG + rang, fin, terrain, (pause, pause * 2))

    def insist(
        self, genre: str, page: str, adresse: str, lue: str, saisies: dict[str, str]
    ) -> None:
        """Send a form until it is taken, refused, or the answer is not known."""
        marque = self._marque
        for _ in range(_ESSAIS):
            self._marque = marque
            self.send(genre, page, adresse, lue, saisies)
            if not self.attentes or not self.attentes[-1].renvoyez:
                return


class Planificatrice(Temoin):
    """Adds actions to the plan of a trial space."""

    def run(self) -> None:
        """One action after the other."""
        porte: Porte = self.hasard.choice(self.terrain.essais)
        adresse = f"{self.enter(porte)}plan/ajouter/"
        while time.monotonic() < self._fin:
            lue = self.read("action à ajouter", adresse)
            if lue:
                saisies = {"titre": self.mark(), "etat": "a_lancer"}
                self.insist(ACTION, "action ajoutée", adresse, lue, saisies)


class Deposante(Temoin):
    """Sends files of contracts to the large space."""

    contenu = b""

    def run(self) -> None:
        """One file after the other."""
        while time.monotonic() < self._fin:
            self.hand_over()

    def hand_over(self) -> None:
        """Send one file."""
        adresse = f"{self.enter(self.porte)}marches/fichiers/"
        lue = self.read("fichiers de l’espace", adresse)
        if lue:
            saisies = {"nom": f"{self.mark()}json"}
            self.insist(DEPOT, "fichier déposé", f"{adresse}envoyer/", lue, saisies)

    def _ask(self, adresse: str, saisies: dict[str, str] | None) -> HTTPResponse:
        if saisies is None:
            return super()._ask(adresse, None)
        # Each file is another one: two that hold the same are one.
        contenu = self.contenu + b" " * self._marques
        nom = saisies.pop("nom")
        avant = f"--{_BORNE}\r\nContent-Disposition: form-data; name="
        parts = [f'{avant}"{champ}"\r\n\r\n{dit}\r\n'.encode() for champ, dit in saisies.items()]
        entete = f'{avant}"fichier"; filename="{nom}"\r\n\r\n'
        corps = b"".join([*parts, entete.encode(), contenu, b"\r\n"])
        return self.exchange(
            adresse, corps + f"--{_BORNE}--\r\n".encode(), f"multipart/form-data; boundary={_BORNE}"
        )


class Moderatrice(Temoin):
    """Has the site read a page of outside that never ends."""

    adresse = ""

    def run(self) -> None:
        """One reading after the other."""
        self._cookies = {"session": self.terrain.equipe}
        page = "/registre/moderation/recenser/"
        while time.monotonic() < self._fin:
            lue = self.read("recenser un schéma", page)
            if lue:
                saisies = {"lire": "1", "page": self.adresse}
                self.send(DEHORS, "page du dehors", page, lue, saisies)


class Guetteur(threading.Thread):
    """Asks the site how it is, as a machine does."""

    def __init__(self, port: int, cle: str) -> None:
        super().__init__(daemon=True)
        self.statuts: list[tuple[str, int]] = []  # what was asked, status
        self.rouges = Counter[str]()  # checks of /sante that were red
        self.derniers: list[str] = []  # those that were when it was last asked
        self._port, self._cle, self._fini = port, cle, threading.Event()

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._fini.wait(1.0):
            for chemin in ("/sante/vivant", "/sante", "/mesures"):
                self.look(chemin)

    def stop(self) -> None:
        """Look no more."""
        self._fini.set()
        self.join(60)

    def look(self, chemin: str) -> int:
        """Ask once; 0 when nobody answers."""
        lien = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            lien.request("GET", chemin, headers={"Authorization": f"Bearer {self._cle}"})
            reponse = lien.getresponse()
            contenu, statut = reponse.read(), reponse.status
            if chemin == "/sante":
                self._note(json.loads(contenu)["controles"])
        except (OSError, HTTPException, ValueError, KeyError):
            statut = 0
        finally:
            lien.close()
        self.statuts.append((chemin, statut))
        return statut

    def _note(self, controles: dict[str, dict[str, object]]) -> None:
        self.derniers = [f"{nom} {vu}" for nom, vu in controles.items() if not vu["bon"]]
        self.rouges.update(nom for nom, vu in controles.items() if not vu["bon"])


def list_temoins(
    port: int, secondes: float, terrain: Terrain, fichier: Path, sourde: str
) -> list[Temoin]:
    """Return who plans, who sends files and, where there is a deaf page, who has it read.

    A file is sent while all is well: the worker has something to die of.
    """
    Deposante.contenu, Moderatrice.adresse = fichier.read_bytes(), sourde
    premiere = Deposante(port, 9, time.monotonic() + PATIENCE, terrain, 0.0)
    premiere.hand_over()
    fin = time.monotonic() + secondes
    temoins: list[Temoin] = [Planificatrice(port, n, fin, terrain, 1.0) for n in range(4)]
    temoins.append(Deposante(port, 5, fin, terrain, 6.0))
    temoins[-1].attentes += premiere.attentes
    if sourde:
        temoins.append(Moderatrice(port, 6, fin, terrain, 2.0))
    return temoins
