"""Writes long tables aside: asked for once, counted, handed over, dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import QueryDict

from spaser.documents.classeur import Format
from spaser.web.comptes.models import Utilisateur
from spaser.web.marches.exports.selectors import list_exports
from spaser.web.marches.liste.export import name_export, write_export
from spaser.web.marches.liste.filtre import FiltreMarches, read_filtre
from spaser.web.marches.models import EtatExport, ExportMarches
from spaser.web.marches.selectors import list_marches
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers import delete_fichier, keep_fichier

GARDE: Final = timedelta(days=7)
PAR_ESPACE: Final = 5  # the oldest gives way


class TropDExports(Exception):
    """As many tables are under way as a space may ask for; told in French."""


class _Abandonne(Exception):
    """Nobody waits for it any more."""


@transaction.atomic
def ask_export(
    espace: Espace, auteur: Utilisateur, classeur: Format, filtre: FiltreMarches
) -> tuple[ExportMarches, bool]:
    """Return the table that is being written for these words, and whether it is a new one.

    Raises:
        TropDExports: the others are still being written.
    """
    siens = list_exports(espace)
    ligne, nouveau = ExportMarches.objects.get_or_create(
        espace=espace,
        classeur=classeur.value,
        filtre=filtre.requete,
        etat=EtatExport.ATTENTE,
        defaults={"auteur": auteur},
    )
    if nouveau:
        if siens.filter(etat=EtatExport.ATTENTE).count() > PAR_ESPACE:
            raise TropDExports(
                f"{PAR_ESPACE} fichiers se préparent déjà dans cet espace : attendez que l’un "
                "d’eux soit prêt."
            )
        for ancien in siens.exclude(etat=EtatExport.ATTENTE)[PAR_ESPACE - 1 :]:
            ancien.delete()
    return ligne, nouveau


def write_demande(ligne: ExportMarches) -> None:
    """Write a table that was asked for; one that was dropped meanwhile is left."""
    espace, classeur = ligne.espace, Format(ligne.classeur)
    filtre = read_filtre(QueryDict(ligne.filtre))
    marches = filtre.apply(list_marches(espace))
    try:
        _tell(ligne, total=len(marches), faits=0)
        octets = write_export(espace, marches, classeur, lambda faits: _tell(ligne, faits=faits))
    except _Abandonne:
        return
    with transaction.atomic():
        fichier = keep_fichier(name_export(espace, classeur), octets)
        prets = ExportMarches.objects.filter(pk=ligne.pk, etat=EtatExport.ATTENTE)
        if not prets.update(etat=EtatExport.PRET, fichier=fichier, faits=len(marches)):
            delete_fichier(fichier)


def tell_echec(numero: int) -> None:
    """Say that a table was not written: its page offers to ask again."""
    ExportMarches.objects.filter(pk=numero, etat=EtatExport.ATTENTE).update(etat=EtatExport.ECHEC)


def drop_anciens(maintenant: datetime) -> None:
    """Drop the tables that were asked for a week ago."""
    for ligne in ExportMarches.objects.filter(demande_le__lt=maintenant - GARDE):
        ligne.delete()


@receiver(post_delete, sender=ExportMarches, dispatch_uid="marches.export_efface")
def drop_fichier(instance: ExportMarches, **_: object) -> None:
    """Delete a file with the row that names it, whatever takes the row away."""
    if instance.fichier is not None:
        delete_fichier(instance.fichier)


def _tell(ligne: ExportMarches, **champs: int) -> None:
    attendus = ExportMarches.objects.filter(pk=ligne.pk, etat=EtatExport.ATTENTE)
    if not attendus.update(**champs):
        raise _Abandonne
