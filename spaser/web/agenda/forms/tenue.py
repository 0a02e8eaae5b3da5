"""What the team does of an event: its link, its replay, its messages, who came."""

from __future__ import annotations

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.agenda.evenements import TITRE_MAX
from spaser.web.agenda.forms.champs import check_corps
from spaser.web.agenda.models import NOM_MAX, Acces
from spaser.web.agenda.services.inscriptions import Saisie
from spaser.web.socle.formulaires import LONG, ChampAdresse, FormLibre, Texte, ask_texte


class FormAcces(DsfrBaseForm):
    adresse = ChampAdresse("Lien de la visioconférence", requis="Donnez le lien.")
    consignes = Texte("Code, téléphone, consignes", max_length=500)

    @staticmethod
    def start(acces: Acces | None) -> dict[str, Any]:
        return {"adresse": acces.adresse, "consignes": acces.consignes} if acces else {}


class FormSuites(DsfrBaseForm):
    replay = ChampAdresse("Adresse du replay", aide="En https://. Vide s’il n’y en a pas.")
    ailleurs = Texte(
        "Sinon, où il se regarde",
        aide="Par exemple\u00a0: sur RAPIDD, pour les membres du groupe",
        max_length=200,
    )
    transcription = forms.CharField(
        label="Transcription",
        required=False,
        max_length=20 * LONG,
        help_text="Le texte de ce qui a été dit, pour qui n’entend pas ou préfère lire. Une ligne "
        "vide sépare deux paragraphes.",
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={"max_length": "Ce texte est trop long\u00a0: donnez-le en document."},
    )

    def clean_transcription(self) -> str:
        return check_corps(self.cleaned_data.get("transcription"))


class FormMessage(DsfrBaseForm):
    objet = Texte("Objet", requis="Écrivez l’objet du message.", max_length=TITRE_MAX)
    texte = ask_texte(
        "Message",
        4000,
        lignes=8,
        manque="Écrivez le message.",
        aide="Envoyé à chaque personne inscrite, séparément.",
    )


class FormAnnulation(DsfrBaseForm):
    motif = Texte("Motif", aide="Écrit aux personnes inscrites et en attente", max_length=500)


class FormChercher(FormLibre):
    q = forms.CharField(label="Nom, organisme ou adresse", required=False, max_length=100)


class FormVenue(DsfrBaseForm):
    """Somebody who came without being registered."""

    prenom = Texte("Prénom", max_length=NOM_MAX)
    nom = Texte("Nom", requis="Donnez son nom.", max_length=NOM_MAX)
    organisme = Texte("Organisme", max_length=NOM_MAX)
    courriel = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Elle permet de l’inviter à dire son avis. Aucun message ne part maintenant.",
        error_messages={"invalid": "Écrivez une adresse de la forme nom@domaine.fr, ou rien."},
    )

    def read(self) -> Saisie:
        lues = self.cleaned_data
        return Saisie(lues["prenom"] or "", lues["nom"], lues["organisme"] or "")


class FormReleve(DsfrBaseForm):
    fichier = forms.FileField(
        label="Liste des participants, exportée de votre outil",
        help_text="CSV, XLSX ou ODS, 5\u00a0Mo au plus, tel que l’outil le donne. Rien n’en reste.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier de votre ordinateur.",
            "missing": "Choisissez un fichier.",
            "empty": "Ce fichier est vide\u00a0: exportez-le de nouveau.",
        },
    )
    minutes = forms.IntegerField(
        label="Durée minimale, en minutes",
        required=False,
        min_value=0,
        max_value=600,
        help_text="Qui est resté moins longtemps n’est pas proposé. Vide\u00a0: tout le monde.",
        error_messages={
            "invalid": "Écrivez un nombre de minutes, comme 10.",
            "min_value": "Écrivez un nombre de minutes, ou rien.",
            "max_value": "Écrivez 600 minutes au plus.",
        },
    )
