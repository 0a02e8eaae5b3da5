"""What the demonstration's metropolis did of her contracts: a file, a few corrections."""

from typing import Final

import msgspec
from django.db import transaction
from django.utils import timezone

from spaser.demonstration.fichiers import ANNEE, write_mandats
from spaser.demonstration.fichiers import NOM as MANDATS
from spaser.elements import fold_mots
from spaser.moteur.contrats.modele import propose_colonnes_marches
from spaser.regles import assujettissement
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres import models
from spaser.site.chiffres.depenses.obligation import keep_obligation
from spaser.site.chiffres.depenses.services import read_depenses
from spaser.site.chiffres.depenses.travail import compute, read_fichier_extrait
from spaser.site.chiffres.marches.fichiers import advance_fichier
from spaser.site.chiffres.marches.services import list_marches, save_corrections
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.models import ObligationGardee
from spaser.site.organisations.models import Espace
from spaser.site.organisations.premiers_contenus import DOMAINE, find_metropole
from spaser.site.socle.fichiers import keep_fichier
from spaser.site.socle.preparation import par_etapes

# --- The demonstration's spend: a year of mandats already read, and the obligation concluded ---


@par_etapes
def load_demonstration_depenses() -> None:
    """Give the métropole its extract, once."""
    espace = find_metropole()
    if espace is None:
        return
    siens = models.Extrait.objects.filter(espace=espace)
    if not siens.exists():
        _keep(espace)
    for extrait in siens.filter(nom=MANDATS):
        read_fichier_extrait(extrait.pk)
    for calcul in models.Calcul.objects.filter(espace=espace):
        compute(calcul.pk, calcul.demande)
    if not ObligationGardee.objects.filter(espace=espace).exists():
        _conclude(espace)


@transaction.atomic
def _keep(espace: Espace) -> None:
    models.Extrait.objects.create(
        espace=espace,
        nom=MANDATS,
        fichier=keep_fichier(MANDATS, write_mandats()),
        annee_seule=ANNEE,
        etat=models.EtatExtrait.EN_ATTENTE,
    )


def _conclude(espace: Espace) -> None:
    total = read_depenses(espace).total(ANNEE)
    if total is None:
        return
    situation = assujettissement.SituationDeclaree(
        nature=assujettissement.NatureAcheteur.METROPOLE,
        annee=ANNEE,
        depenses=assujettissement.Depenses(total.bas, total.haut),
    )
    conclusion = assujettissement.decide_assujettissement(situation, timezone.localdate())
    keep_obligation(espace, situation, conclusion, None, des_extraits=True)


NOM: Final = "petits-marches-2025.csv"
_TITRES: Final = (
    "N° de marché;Objet;Date de notification;Montant HT;Titulaire;Clause sociale;"
    "Clause environnementale;Heures d’insertion;Date de lancement;Besoin estimé HT"
)
_LIGNES: Final = (
    (
        "PM-2025-01;Entretien des abords des écoles;13/01/2025;18 400,00 €;Atelier fictif;oui;oui;"
        "120;04/11/2024;20 000,00 €"
    ),
    (
        "PM-2025-02;Impression du journal municipal;03/02/2025;24 900,00 €;Presse fictive;non;oui;"
        ";02/12/2024;25 000,00 €"
    ),
    (
        "PM-2025-03;Goûters des centres de loisirs;17/03/2025;31 250,50 €;Épicerie fictive;non;oui;"
        ";20/01/2025;30 000,00 €"
    ),
    (
        "PM-2025-04;Remise en état de vélos;02/04/2025;12 000,00 €;Cycles fictifs;oui;oui;"
        "250;10/02/2025;12 000,00 €"
    ),
    (
        "PM-2025-05;Formation aux premiers secours;12/05/2025;9 800,00 €;Secours fictif;non;non;"
        ";;10 000,00 €"
    ),
    (
        "PM-2025-06;Nettoyage des gymnases;à préciser;27 600,00 €;Propreté fictive;oui;oui;"
        "à préciser;;28 000,00 €"
    ),
    "Total;;;123 950,50 €;;;;;;",
)
_CORRIGES: Final = 12
_ANNEE: Final = 2025
_JUSTIFICATION: Final = "Article 12 du CCAP : des heures d’insertion sont prévues (démonstration)."
_REDACTION: Final = f"redaction@{DOMAINE}"


@par_etapes
def load_demonstration_marches() -> None:
    espace = find_metropole()
    if espace is None:
        return
    auteur = Utilisateur.objects.filter(courriel=_REDACTION).first()
    fichiers = models.FichierMarches.objects.filter(espace=espace)
    if not fichiers.exists():
        _keep_fichier(espace, auteur)
    for ligne in fichiers.filter(etat__in=models.EN_COURS, fichier__nom=NOM):
        advance_fichier(ligne)
    if not models.Geste.objects.filter(espace=espace, justification=_JUSTIFICATION).exists():
        sans = [
            marche
            for marche in list_marches(espace)
            if marche.contrat.annee == _ANNEE and marche.social != "oui"
        ][:_CORRIGES]
        if sans:
            save_corrections(
                espace,
                auteur,
                sans,
                {ChampCorrige.CLAUSE_SOCIALE: "oui", ChampCorrige.EGALITE: "oui"},
                _JUSTIFICATION,
            )


@transaction.atomic
def _keep_fichier(espace: Espace, auteur: Utilisateur | None) -> None:
    contenu = "\r\n".join((_TITRES, *_LIGNES)).encode("cp1252")
    models.FichierMarches.objects.create(
        espace=espace,
        fichier=keep_fichier(NOM, contenu),
        siren=espace.siren,
        annee=_ANNEE,
        auteur=auteur,
        genre=models.GenreFichier.TABLEUR,
        etat=models.EtatImport.ATTENTE,
        correspondance=msgspec.to_builtins(
            propose_colonnes_marches([fold_mots(titre) for titre in _TITRES.split(";")])
        ),
    )


# In the order in which each builds on those before.
CHARGEURS: Final = (
    ("Marchés", "load_demonstration", load_demonstration_marches),
    ("Dépenses payées", "load_demonstration", load_demonstration_depenses),
)
