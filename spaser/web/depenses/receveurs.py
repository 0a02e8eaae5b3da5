"""What spend does when the floors below say that something happened."""

from __future__ import annotations

from django.dispatch import receiver

from spaser.web.depenses.demandes import ask_lecture
from spaser.web.depenses.models import EtatExtrait, Extrait
from spaser.web.socle.models import Fichier
from spaser.web.socle.signals import fichier_controle


@receiver(fichier_controle, sender=Fichier, dispatch_uid="depenses.fichier_controle")
def start_lecture(fichier: Fichier, **_: object) -> None:
    """Read a file that has left quarantine, or say why it will not be."""
    extrait = Extrait.objects.filter(fichier=fichier, etat=EtatExtrait.CONTROLE).first()
    if extrait is None:
        return
    if fichier.est_sain:
        ask_lecture(extrait)
    else:
        Extrait.objects.filter(pk=extrait.pk).update(
            etat=EtatExtrait.REFUSE, message=fichier.raison
        )
