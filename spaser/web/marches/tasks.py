"""Work on files of contracts done aside by the worker."""

from __future__ import annotations

from django.dispatch import receiver
from django.tasks import task

from spaser.web.marches.fichiers.services import advance, forget, refuse_fichier
from spaser.web.marches.models import EtatImport, FichierMarches
from spaser.web.socle.models import EtatFichier, Fichier
from spaser.web.socle.signals import fichier_controle


@task
def read_fichier(numero: int) -> None:
    """Go on with a file as far as possible; nothing is left to do of one that is gone."""
    ligne = FichierMarches.objects.select_related("fichier", "espace").filter(pk=numero).first()
    if ligne is not None:
        advance(ligne)


@task
def forget_fichier(numero: int) -> None:
    """Forget a file that somebody withdrew."""
    ligne = FichierMarches.objects.select_related("fichier", "espace").filter(
        pk=numero, etat=EtatImport.RETRAIT
    )
    for retiree in ligne:
        forget(retiree)


@receiver(fichier_controle, dispatch_uid="marches.fichier_controle")
def follow_controle(sender: type, fichier: Fichier, **options: object) -> None:
    """Read a sound file, say why another is refused."""
    for ligne in FichierMarches.objects.filter(fichier=fichier):
        if fichier.etat == EtatFichier.SAIN:
            read_fichier.enqueue(numero=ligne.pk)
        else:
            refuse_fichier(ligne, fichier.raison, "Envoyez un autre fichier.")
