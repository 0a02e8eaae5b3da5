"""The end of quarantine: the antivirus where there is one, then released or refused."""

from __future__ import annotations

import socket
from typing import IO, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from spaser.web.socle.fichiers.service import drop_contenu
from spaser.web.socle.models import EtatFichier, Fichier
from spaser.web.socle.signals import fichier_controle

SANS_ANTIVIRUS: Final = "Contrôlé par sa structure seule : aucun antivirus n’est réglé."

_BLOC: Final = 64 * 1024
_ATTENTE: Final = 60.0
_REPONSE_MAX: Final = 4096
_PORT: Final = 3310


class AntivirusIndisponible(OSError):
    """The service did not answer, or not in words we know."""


def release_fichier(fichier_id: str) -> None:
    """Decide on a file in quarantine, once; the antivirus being out raises and leaves it there."""
    fichier = Fichier.objects.filter(pk=fichier_id, etat=EtatFichier.EN_QUARANTAINE).first()
    if fichier is None:  # already decided, or deleted meanwhile
        return
    _decide(fichier, _scan(fichier))


@transaction.atomic
def _decide(fichier: Fichier, menace: str) -> None:
    """Write what was found, and ask for what follows, at once; two may have looked."""
    en_attente = Fichier.objects.select_for_update().filter(etat=EtatFichier.EN_QUARANTAINE)
    if en_attente.filter(pk=fichier.pk).first() is None:
        return
    fichier.antivirus = bool(settings.CLAMD)
    fichier.controle_le = timezone.now()
    if menace:
        fichier.etat = EtatFichier.REFUSE
        fichier.raison = f"L’antivirus y a trouvé « {menace} »."[:300]
        drop_contenu(fichier)
        fichier.contenu = ""
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


def scan(fichier: IO[bytes], adresse: str) -> str:
    """Ask the ClamAV of a tcp:// or unix:/ address; return what was found, empty if nothing."""
    try:
        with _connect(adresse) as lien:
            lien.sendall(b"zINSTREAM\0")
            while bloc := fichier.read(_BLOC):
                lien.sendall(len(bloc).to_bytes(4, "big") + bloc)
            lien.sendall((0).to_bytes(4, "big"))
            reponse = _receive(lien)
    except OSError as erreur:
        raise AntivirusIndisponible(str(erreur)) from erreur
    if reponse == "stream: OK":
        return ""
    if reponse.endswith(" FOUND"):
        return reponse.removeprefix("stream: ").removesuffix(" FOUND")
    raise AntivirusIndisponible(reponse)


def _connect(adresse: str) -> socket.socket:
    parties = urlsplit(adresse)
    if parties.scheme == "tcp":
        return socket.create_connection((parties.hostname, parties.port or _PORT), _ATTENTE)
    lien = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    lien.settimeout(_ATTENTE)
    try:
        lien.connect(parties.path)
    except OSError:
        lien.close()
        raise
    return lien


def _receive(lien: socket.socket) -> str:
    recu = b""
    while len(recu) < _REPONSE_MAX and not recu.endswith(b"\0") and (bloc := lien.recv(_BLOC)):
        recu += bloc
    return recu.rstrip(b"\0").decode("utf-8", "replace").strip()
