"""Leaves a file with the site as a form does."""

from spaser.site.socle.fichiers import examine, keep_envoi


def accept_fichier(upload, formats):
    """Check a file and keep it in quarantine; ErreurFichier if it is refused."""
    return keep_envoi(examine(upload, formats))
