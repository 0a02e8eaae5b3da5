"""What is published, and what became of it."""

import json

from spaser.moteur.reseau.national import JEUX

OFFICIEL, TABULAIRE = JEUX["officiel"], JEUX["tabulaire"]
API = f"/api/2/datasets/{OFFICIEL}/resources/"
GROS = b'{"marches": [' + b"0123456789," * 30_000 + b"0]}"


def content_of(texte):
    return json.dumps({"marches": {"marche": [{"id": texte}]}}).encode()


def sorts(bilan):
    return {nom: fichier.sort for nom, fichier in bilan.items()}
