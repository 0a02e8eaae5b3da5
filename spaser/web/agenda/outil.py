"""What the app `agenda` declares: events that everybody reads, and who comes to them."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone

from spaser.web.agenda.liens import MIEN, MIENNE
from spaser.web.agenda.models import (
    Acces,
    Evenement,
    Inscription,
    Intervenant,
    Materiel,
    Message,
)
from spaser.web.agenda.services.entretien import leave_agenda
from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.comptes.models import Utilisateur


def export_inscriptions(personne: Utilisateur) -> list[dict[str, Any]]:
    siennes = Inscription.objects.filter(courriel=personne.courriel).select_related("evenement")
    return [
        {
            "evenement": i.evenement.titre,
            "debut": i.evenement.debut.isoformat(),
            "prenom": i.prenom,
            "nom": i.nom,
            "organisme": i.organisme,
            "places": i.taille,
            "etat": i.situation,
            "demandee_le": i.demandee_le.isoformat(),
            "accepte_d_etre_enregistree": i.accord_enregistrement,
            "organisme_nomme": i.accord_citation,
            "presente": i.present,
        }
        for i in siennes
    ]


def leave(personne: Utilisateur) -> None:
    leave_agenda(personne, timezone.now())


_PUBLIC: Final = "It is the programme’s, read by everybody."
_QUICONQUE: Final = "Anybody comes to a public event, with or without a space."

OUTILS: Final = (
    Outil(
        code="agenda",
        titre="Agenda",
        vue="agenda:liste",
        ordre=27,
        groupe=Groupe.SITE,
        gestes=(
            Vocabulaire(
                "agenda",
                "Agenda",
                {
                    "acces": "a donné le lien d’un événement",
                    "accords": "a demandé leur accord aux inscrits d’un événement enregistré",
                    "ajout": "a préparé un événement",
                    "annulation": "a annulé un événement",
                    "annuler": "a annulé une inscription",
                    "cloture": "a clos des inscriptions",
                    "donner": "a donné une place",
                    "message": "a écrit aux inscrits d’un événement",
                    "modification": "a modifié un événement",
                    "presences": "a noté des présences",
                    "presence_ajoutee": "a noté présente une personne non inscrite",
                    "publication": "a publié un événement",
                    "reouverture": "a rouvert des inscriptions",
                    "suites": "a donné le replay ou la transcription d’un événement",
                    "suppression": "a effacé un événement",
                },
            ),
        ),
        modeles=(
            *(
                Modele(classe, hors_espace=_PUBLIC)
                for classe in (Evenement, Acces, Intervenant, Materiel, Message)
            ),
            Modele(
                Inscription,
                export="inscriptions",
                detache=("courriel",),
                hors_espace=_QUICONQUE,
            ),
        ),
        liens=(MIEN, MIENNE),
        donnees=(
            Part(
                "inscriptions",
                exporte=export_inscriptions,
                efface=leave,
                reste="Vos inscriptions à des événements passés sont comptées, sans votre nom ni "
                "votre adresse.",
            ),
        ),
    ),
)
