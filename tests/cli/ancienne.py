"""Signs in where a backup of 0.3.0 was put back, and reads what was there; prints what it saw."""

import json
import sys

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from spaser.site.diagnostic.models import Acteur
from spaser.site.espace.historique import read_inscriptions
from spaser.site.registre.models import Depot
from spaser.site.socle.models import Courriel, Evenement

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
            "historique": reverse("commun:historique", args=[SIREN]),
        }.items()
    }
    vu = {nom: [page.status_code, page.content.decode()] for nom, page in pages.items()}
    debut = b"".join(fichier.streaming_content)[:5].decode()
    journal = read_inscriptions(Evenement.objects.filter(geste="acteur.ajout"))
    call_command("travailler", "urgences", une_fois=True, stdout=sys.stderr)
    courriel = Courriel.objects.get(nature__endswith=".ask_confirmation")
    dit = {
        "journal": [inscription.sorte for inscription in journal],
        "courriel": [courriel.nature, courriel.etat],
    }
    sys.stdout.write(json.dumps({**vu, **dit, "entree": entree.url, "fichier": debut}))
