"""What the demonstration's metropolis did of her contracts and of her spend.

Each step is taken once, and goes on from where it was when a load is killed.
"""

from collections.abc import Mapping

import msgspec
from django.db import transaction
from django.utils import timezone

from spaser.demonstration.fichiers import MANDATS, write_mandats
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
from spaser.site.socle.fichiers import keep_fichier

# --- A year of mandats already read, and the obligation concluded ---


def bring_mandats(espace: Espace) -> None:
    siens = models.Extrait.objects.filter(espace=espace)
    if not siens.exists():
        with transaction.atomic():
            models.Extrait.objects.create(
                espace=espace,
                nom=MANDATS.nom,
                fichier=keep_fichier(MANDATS.nom, write_mandats()),
                annee_seule=MANDATS.annee,
                etat=models.EtatExtrait.EN_ATTENTE,
            )
    for extrait in siens.filter(nom=MANDATS.nom):
        read_fichier_extrait(extrait.pk)
    for calcul in models.Calcul.objects.filter(espace=espace):
        compute(calcul.pk, calcul.demande)
    if not ObligationGardee.objects.filter(espace=espace).exists():
        _conclude(espace)


def _conclude(espace: Espace) -> None:
    total = read_depenses(espace).total(MANDATS.annee)
    if total is None:
        return
    situation = assujettissement.SituationDeclaree(
        nature=assujettissement.NatureAcheteur.METROPOLE,
        annee=MANDATS.annee,
        depenses=assujettissement.Depenses(total.bas, total.haut),
    )
    conclusion = assujettissement.decide_assujettissement(situation, timezone.localdate())
    keep_obligation(espace, situation, conclusion, None, des_extraits=True)


# --- A file of small contracts, whose first line bears titles, and a few corrections ---


def bring_marches(
    espace: Espace, nom: str, annee: int, lignes: tuple[str, ...], auteur: Utilisateur
) -> None:
    fichiers = models.FichierMarches.objects.filter(espace=espace)
    if not fichiers.exists():
        titres = [fold_mots(titre) for titre in lignes[0].split(";")]
        with transaction.atomic():
            models.FichierMarches.objects.create(
                espace=espace,
                fichier=keep_fichier(nom, "\r\n".join(lignes).encode("cp1252")),
                siren=espace.siren,
                annee=annee,
                auteur=auteur,
                genre=models.GenreFichier.TABLEUR,
                etat=models.EtatImport.ATTENTE,
                correspondance=msgspec.to_builtins(propose_colonnes_marches(titres)),
            )
    for ligne in fichiers.filter(etat__in=models.EN_COURS, fichier__nom=nom):
        advance_fichier(ligne)


def correct_premiers(
    espace: Espace,
    annee: int,
    nombre: int,
    saisies: Mapping[ChampCorrige, str],
    justification: str,
    auteur: Utilisateur,
) -> None:
    """Correct the first contracts of a year that say nothing social."""
    if models.Geste.objects.filter(espace=espace, justification=justification).exists():
        return
    sans = [
        marche
        for marche in list_marches(espace)
        if marche.contrat.annee == annee and marche.social != "oui"
    ][:nombre]
    if sans:
        save_corrections(espace, auteur, sans, saisies, justification)
