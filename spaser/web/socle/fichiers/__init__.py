"""Files that people send: checked by content, kept in quarantine, handed out as downloads."""

from spaser.donnees.envois.formats import TAILLE_MAXIMUM, ErreurFichier, Format
from spaser.web.socle.fichiers.reception import Envoi, accept_fichier, examine, keep_envoi
from spaser.web.socle.fichiers.service import delete_fichier, keep_fichier, serve_fichier

__all__ = [
    "TAILLE_MAXIMUM",
    "Envoi",
    "ErreurFichier",
    "Format",
    "accept_fichier",
    "delete_fichier",
    "examine",
    "keep_envoi",
    "keep_fichier",
    "serve_fichier",
]
