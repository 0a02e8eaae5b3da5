"""Files that people send: checked by content, kept in quarantine, handed out as downloads."""

from spaser.web.socle.fichiers.formats import TAILLE_MAXIMUM, ErreurFichier, Format
from spaser.web.socle.fichiers.reception import DONNEES, accept_fichier
from spaser.web.socle.fichiers.service import delete_fichier, keep_fichier, serve_fichier

__all__ = [
    "DONNEES",
    "TAILLE_MAXIMUM",
    "ErreurFichier",
    "Format",
    "accept_fichier",
    "delete_fichier",
    "keep_fichier",
    "serve_fichier",
]
