"""Practices for the tests: told by a buyer."""

from django.utils import timezone

from spaser.site.portail.models import Recit

CONTENU = {
    "axe": "social",
    "familles": ["environnement"],
    "fait": "Le nettoyage de deux écoles est réservé.",
    "resultat": "1 200 heures d’insertion en un an.",
    "preuve": "Relevé du facilitateur, sur 2025.",
    "preuve_adresse": "https://exemple.fr/bilan",
    "etapes": ["Choisir un lot.", "Réserver le lot."],
    "pieges": ["Lancer sans rencontrer les structures."],
    "contact": "",
}


def make_recit(espace, etat="brouillon", titre="Réserver le nettoyage des écoles", **champs):
    contenu = CONTENU | champs.pop("contenu", {})
    if etat != "brouillon":
        champs.setdefault("envoye_le", timezone.now())
    return Recit.objects.create(espace=espace, titre=titre, etat=etat, contenu=contenu, **champs)
