"""Events and who comes to them, for the tests."""

from datetime import timedelta

from django.utils import timezone

from spaser.site.rencontres.agenda.services import InscriptionSaisie, ask_inscription
from spaser.site.rencontres.models import Evenement, Inscription

LEA = InscriptionSaisie("Léa", "Essai", "Ville de Val-Fictif")


def make_evenement(code="atelier-indicateurs", places=2, dans=timedelta(days=10), **champs):
    debut = champs.pop("debut", None) or timezone.now() + dans
    depart = {
        "titre": "Choisir ses indicateurs",
        "nature": "atelier",
        "etat": "publie",
        "edition": "edition-3",
        "debut": debut,
        "fin": debut + timedelta(hours=2),
        "places": places,
    }
    return Evenement.objects.create(code=code, **depart | champs)


def make_inscription(evenement, courriel="lea@exemple.fr", etat="inscrite", **champs):
    rang = champs.pop("rang", None)
    if rang is None:
        rang = 0 if etat == "a_confirmer" else evenement.inscriptions.count() + 1
    evenement.dernier_rang = max(evenement.dernier_rang, rang)
    evenement.save(update_fields=["dernier_rang"])
    depart = {"prenom": "Léa", "nom": "Essai", "demandee_le": timezone.now()}
    return Inscription.objects.create(
        evenement=evenement, courriel=courriel, etat=etat, rang=rang, **depart | champs
    )


def ask(evenement, courriel="lea@exemple.fr", saisie=LEA):
    ask_inscription(evenement, courriel, saisie, timezone.now())
    return Inscription.objects.get(evenement=evenement, courriel=courriel)


def read_etats(evenement):
    """Return the states of an event's registrations, by the name of their address."""
    lignes = evenement.inscriptions.order_by("pk").values_list("courriel", "etat")
    return {courriel.partition("@")[0]: etat for courriel, etat in lignes}
