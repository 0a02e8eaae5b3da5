"""What the commands share that act on the site."""

import os
from typing import Final

from spaser.erreurs import ErreurSpaser

REGLAGES: Final = "spaser.web.config.settings"


def open_site() -> None:
    """Make the site's settings and models usable in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", REGLAGES)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as erreur:
        raise ErreurSpaser(
            f"Les réglages du site ne vont pas. {erreur}",
            "Tous sont décrits dans docs/exploitation/reglages.md.",
        ) from erreur
