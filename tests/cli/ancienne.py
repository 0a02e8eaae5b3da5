"""Signs in where a backup of 0.2.0 was put back, and reads what was there; prints what it saw."""

import json
import sys

from django.test import Client
from django.urls import reverse

from spaser.web.acteurs.models import Acteur
from spaser.web.registre.models import Depot

SIREN = "001010016"


def main():
    """Sign in by the form, open the space, its tools and the deposit with its file."""
    cliente = Client(SERVER_NAME="127.0.0.1")
    entree = cliente.post(
        reverse("comptes:connexion"),
        {"courriel": "zenobie@val-fictif.exemple", "mot_de_passe": sys.argv[1]},
    )
    depot = Depot.objects.get()
    joint = depot.fichiers.get()
    fichier = cliente.get(reverse("registre:depot_fichier", args=[depot.pk, joint.pk]))
    pages = {
        nom: cliente.get(adresse)
        for nom, adresse in {
            "espace": reverse("accueil:accueil", args=[SIREN]),
            "plan": reverse("plan:plan", args=[SIREN]),
            "grille": reverse("grille:grille", args=[SIREN]),
            "acteur": Acteur.objects.get().get_absolute_url(),
            "depot": depot.get_absolute_url(),
        }.items()
    }
    vu = {nom: [page.status_code, page.content.decode()] for nom, page in pages.items()}
    debut = b"".join(fichier.streaming_content)[:5].decode()
    sys.stdout.write(json.dumps({**vu, "entree": entree.url, "fichier": debut}))
