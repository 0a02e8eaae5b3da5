"""Work on files of contracts done aside by the worker."""

from __future__ import annotations

from django.tasks import task

from spaser.web.marches.fichiers.services import advance, forget
from spaser.web.marches.models import EtatImport, FichierMarches


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
