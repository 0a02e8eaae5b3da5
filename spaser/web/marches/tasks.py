"""Tasks on files of contracts, for the worker."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from django.dispatch import receiver

from spaser.donnees.contrats.modele import ErreurContrats
from spaser.web.marches.exports.services import tell_echec, write_demande
from spaser.web.marches.fichiers.services import (
    ECARTE,
    advance,
    forget,
    refuse_fichier,
    repair,
    tell_interruption,
)
from spaser.web.marches.fonds import prive_abime
from spaser.web.marches.models import (
    EtatExport,
    EtatImport,
    ExportMarches,
    FichierMarches,
    Fonds,
)
from spaser.web.socle.models import EtatFichier, Fichier
from spaser.web.socle.signals import fichier_controle
from spaser.web.socle.taches.baux import ensure
from spaser.web.socle.taches.travaux import Travail, travail

_DELAI: Final = timedelta(minutes=30)  # a space of fifty files, on a slow machine


def find_espace(numero: int) -> int | None:
    lignes = FichierMarches.objects.filter(pk=numero)
    return lignes.values_list("espace_id", flat=True).first()


_LECTURE: Final = Travail(
    "Lecture d’un fichier de marchés",
    delai=_DELAI,
    abandonne=tell_interruption,
    ecarte=partial(tell_interruption, probleme=ECARTE),
    espace=find_espace,
)
_RETRAIT: Final = Travail(
    "Retrait d’un fichier de marchés", delai=_DELAI, abandonne=tell_interruption, espace=find_espace
)


@travail(_LECTURE)
def read_fichier(numero: int) -> None:
    """Go on with a file as far as possible; nothing is left to do of one that is gone."""
    ligne = FichierMarches.objects.select_related("fichier", "espace").filter(pk=numero).first()
    if ligne is not None:
        advance(ligne)


@travail(_RETRAIT)
def forget_fichier(numero: int) -> None:
    ligne = FichierMarches.objects.select_related("fichier", "espace").filter(
        pk=numero, etat=EtatImport.RETRAIT
    )
    for retiree in ligne:
        forget(retiree)


def find_espace_de_l_export(numero: int) -> int | None:
    return ExportMarches.objects.filter(pk=numero).values_list("espace_id", flat=True).first()


@travail(
    Travail(
        "Écriture d’une longue liste de marchés",
        abandonne=tell_echec,
        espace=find_espace_de_l_export,
    )
)
def write_export(numero: int) -> None:
    """Write a table that somebody waits for; nothing is left to do of one that is there."""
    attendus = ExportMarches.objects.select_related("espace")
    for ligne in attendus.filter(pk=numero, etat=EtatExport.ATTENTE):
        write_demande(ligne)


def find_espace_du_fonds(numero: int) -> int | None:
    return Fonds.objects.filter(pk=numero).values_list("espace_id", flat=True).first()


_ATTENTES: Final = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


@travail(
    Travail(
        "Relecture des fichiers de marchés d’un espace, abîmés sur le disque",
        delai=_DELAI,
        passagers=(ErreurContrats,),
        reprises=_ATTENTES,
        espace=find_espace_du_fonds,
    )
)
def repair_prive(numero: int) -> None:
    """Build a damaged private store again; nothing is left to do of one that was."""
    for fonds in Fonds.objects.select_related("espace").filter(pk=numero).exclude(abime_le=None):
        repair(fonds.espace)


@receiver(prive_abime, dispatch_uid="marches.prive_abime")
def ask_repair(sender: type, fonds: Fonds, **options: object) -> None:
    ensure(repair_prive, numero=fonds.pk)


@receiver(fichier_controle, dispatch_uid="marches.fichier_controle")
def follow_controle(sender: type, fichier: Fichier, **options: object) -> None:
    for ligne in FichierMarches.objects.filter(fichier=fichier):
        if fichier.etat == EtatFichier.SAIN:
            read_fichier.enqueue(numero=ligne.pk)
        else:
            refuse_fichier(ligne, fichier.raison, "Envoyez un autre fichier.")
