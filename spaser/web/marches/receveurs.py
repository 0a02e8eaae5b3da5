"""What the contracts of a space do when the floors below say that something happened."""

from __future__ import annotations

from django.db.models.signals import post_delete
from django.dispatch import receiver

from spaser.web.marches.entrepot import drop_folder
from spaser.web.marches.fichiers.services import refuse_fichier
from spaser.web.marches.models import FichierMarches, Fonds
from spaser.web.marches.tasks import read_fichier
from spaser.web.socle.models import EtatFichier, Fichier
from spaser.web.socle.signals import fichier_controle


@receiver(fichier_controle, dispatch_uid="marches.fichier_controle")
def follow_controle(sender: type, fichier: Fichier, **options: object) -> None:
    """Read a sound file, say why another is refused."""
    for ligne in FichierMarches.objects.filter(fichier=fichier):
        if fichier.etat == EtatFichier.SAIN:
            read_fichier.enqueue(numero=ligne.pk)
        else:
            refuse_fichier(ligne, fichier.raison, "Envoyez un autre fichier.")


@receiver(post_delete, sender=Fonds, dispatch_uid="marches.fonds_efface")
def forget_folder(instance: Fonds, **_: object) -> None:
    """Leave nothing on the disk of a space that is no more."""
    drop_folder(instance)
