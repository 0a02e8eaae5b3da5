"""Spaces, files and corrections for tests."""

import json

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.elements import fold_mots
from spaser.moteur.contrats.modele import propose_colonnes_marches
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.fichiers import advance_fichier
from spaser.site.chiffres.marches.services import list_marches, save_corrections
from spaser.site.chiffres.models import Correction, FichierMarches, Geste
from spaser.site.socle.fichiers import keep_fichier
from tests.site.organisations.fabrique import SIREN_VAL

RACINE = f"/espace/{SIREN_VAL}/marches/"
TITRES = "N° marché;Objet;Date de notification;Montant HT;Titulaire;Clause sociale"
TABLEAU = f"""{TITRES}
PRIVE-1;Achat secret de fournitures;12/03/2025;1 234,50 €;PROPRE SA;oui
PRIVE-2;Achat secret de travaux;13/03/2025;12000;BATI SA;non
"""
TITRES_COMPLETS = (
    "N° marché;Objet;Date de notification;Montant HT;Lot;Égalité femmes-hommes;"
    "Heures d’insertion;Date de lancement;Besoin estimé HT"
)
COMPLETS = (
    "C-1;Rues;12/03/2025;10;2B;oui;350;07/01/2025;90 000 €",
    "C-2;Toits;13/03/2025;20;;;70;;",
)


def make_upload(texte=TABLEAU, nom="marches.csv", encodage="utf-8"):
    contenu = texte if isinstance(texte, bytes) else texte.encode(encodage)
    return SimpleUploadedFile(nom, contenu)


def make_decp(*ids, siret=f"{SIREN_VAL}00019"):
    """Return a file of published data, with a contract for each number."""
    marches = [
        {
            "id": numero,
            "acheteur": {"id": siret},
            "objet": "Achat privé",
            "nature": "Marché",
            "dateNotification": "2025-03-04",
            "montant": 5000,
            "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
        }
        for numero in ids
    ]
    return json.dumps({"marches": {"marche": marches}}).encode()


def list_prives(espace):
    """Return the numbers of the contracts that a space's own files give."""
    return sorted(m.contrat.id for m in list_marches(espace) if m.contrat.prive)


def send(client, capture, upload=None, racine=RACINE, **champs):
    """Send a file and let the worker do all it can; return the line of the file."""
    with capture(execute=True):
        reponse = client.post(
            f"{racine}fichiers/envoyer/", {"fichier": upload or make_upload(), **champs}
        )
    assert reponse.status_code == 302, reponse.content.decode()
    return FichierMarches.objects.latest("pk")


def accept_colonnes(client, capture, ligne, racine=RACINE, **changements):
    """Answer the page of columns as it is proposed, but for some changes."""
    adresse = f"{racine}fichiers/{ligne.pk}/colonnes/"
    form = client.get(adresse).context["form"]
    donnees = {nom: form.initial.get(nom, "") for nom in form.fields} | changements
    with capture(execute=True):
        reponse = client.post(adresse, donnees)
    ligne.refresh_from_db()
    return reponse


def correct(espace, auteur, nombre=1, saisies=None, choisis=None):
    """Correct the latest contracts of a space."""
    marches = choisis or list_marches(espace)[:nombre]
    return save_corrections(
        espace,
        auteur,
        marches,
        saisies or {ChampCorrige.CLAUSE_SOCIALE: "oui"},
        "Article 7 du CCAP.",
    )


def furnish(organisation):
    """Give an organisation a file that was read and a correction with its proof."""
    ligne = FichierMarches.objects.filter(espace=organisation.espace).first()
    if ligne is None:
        ligne = FichierMarches.objects.create(
            espace=organisation.espace,
            siren=organisation.siren,
            fichier=keep_fichier("marches.csv", TABLEAU.encode()),
            genre="tableur",
            etat="attente",
            correspondance=msgspec.to_builtins(
                propose_colonnes_marches([fold_mots(titre) for titre in TITRES.split(";")])
            ),
        )
        advance_fichier(ligne)
        correct(organisation.espace, None)
        Geste.objects.filter(espace=organisation.espace).update(
            fichier=keep_fichier("preuve.pdf", b"%PDF-1.4")
        )
    return ligne, Correction.objects.filter(espace=organisation.espace).first()
