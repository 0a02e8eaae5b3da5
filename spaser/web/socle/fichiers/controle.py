"""The end of quarantine: the antivirus where there is one, then released or refused."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from spaser.web.socle.fichiers.antivirus import scan
from spaser.web.socle.models import EtatFichier, Fichier
from spaser.web.socle.signals import fichier_controle

SANS_ANTIVIRUS = "Contrôlé par sa structure seule : aucun antivirus n’est réglé."


def release_fichier(fichier_id: str) -> None:
    """Decide on a file in quarantine, once; the antivirus being out raises and leaves it there."""
    fichier = Fichier.objects.filter(pk=fichier_id, etat=EtatFichier.EN_QUARANTAINE).first()
    if fichier is None:  # already decided, or deleted meanwhile
        return
    menace = _scan(fichier)
    fichier.antivirus = bool(settings.CLAMD)
    fichier.controle_le = timezone.now()
    if menace:
        fichier.etat = EtatFichier.REFUSE
        fichier.raison = f"L’antivirus y a trouvé « {menace} »."[:300]
        fichier.contenu.delete(save=False)
    else:
        fichier.etat = EtatFichier.SAIN
        fichier.raison = "" if settings.CLAMD else SANS_ANTIVIRUS
    fichier.save()
    fichier_controle.send(Fichier, fichier=fichier)


def _scan(fichier: Fichier) -> str:
    if not settings.CLAMD:
        return ""
    with fichier.contenu.open("rb") as contenu:
        return scan(contenu, settings.CLAMD)
