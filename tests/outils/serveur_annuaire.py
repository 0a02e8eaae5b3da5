"""A local host that answers as the public directory of firms does, with its faults.

with ServeurAnnuaire() as annuaire:
    annuaire.publish("200077832", "SYNDICAT DES EAUX")
    annuaire.prepare(Reponse(429, entetes={"Retry-After": "60"}))   # the next answer
    …
    assert annuaire.questions == ["200077832"]
"""

from __future__ import annotations

import json
from collections import deque
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.outils.serveur_data_gouv import Coupure, Reponse, ServeurLocal

type Incident = Coupure | Reponse


def make_unite(siren: str, nom: str, nature: str = "7354", **champs: object) -> dict[str, object]:
    """Return a unit as the directory writes it."""
    return {
        "siren": siren,
        "nom_complet": nom,
        "nom_raison_sociale": nom,
        "sigle": None,
        "nature_juridique": nature,
        "etat_administratif": "A",
        "siege": {"siret": f"{siren}00011", "libelle_commune": "VALFLEUR", "code_postal": "35000"},
        "complements": {"est_entrepreneur_individuel": nature == "1000"},
    } | champs


class ServeurAnnuaire(ServeurLocal):
    """Serves units."""

    def __init__(self) -> None:
        super().__init__(_Traitement)
        self.unites: list[dict[str, object]] = []
        self.questions: list[str] = []
        self.agents: set[str] = set()
        self.incidents: deque[Incident] = deque()

    def publish(self, siren: str, nom: str, nature: str = "7354", **champs: object) -> None:
        self.unites.append(make_unite(siren, nom, nature, **champs))

    def prepare(self, *incidents: Incident) -> None:
        self.incidents.extend(incidents)

    def find(self, question: str) -> list[dict[str, object]]:
        """Return those of this SIREN, or whose name holds every word."""
        if question.isdigit():
            return [unite for unite in self.unites if unite["siren"] == question]
        mots = question.casefold().split()
        return [u for u in self.unites if all(m in str(u["nom_complet"]).casefold() for m in mots)]


class _Traitement(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def log_message(self, format, *args):  # noqa: A002
        """Stay silent."""

    def do_GET(self):
        hote, adresse = self.server.hote, urlsplit(self.path)
        question = parse_qs(adresse.query).get("q", [""])[0]
        hote.questions.append(question)
        hote.agents.add(self.headers["User-Agent"])
        trouvees = hote.find(question)
        corps = {"results": trouvees, "total_results": len(trouvees), "page": 1, "total_pages": 1}
        normale = Reponse(200, json.dumps(corps).encode(), {"Content-Type": "application/json"})
        incident = hote.incidents.popleft() if hote.incidents else normale
        if isinstance(incident, Coupure):
            self._send(normale, incident.apres)
        else:
            self._send(incident, len(incident.corps))

    def _send(self, reponse, octets):
        self.send_response(reponse.code)
        for nom, valeur in reponse.entetes.items():
            self.send_header(nom, valeur)
        self.send_header("Content-Length", str(len(reponse.corps)))
        self.end_headers()
        self.wfile.write(reponse.corps[:octets])
        if octets < len(reponse.corps):
            self.close_connection = True
