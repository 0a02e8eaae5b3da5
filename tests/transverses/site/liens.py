"""Links as the mails of the site carry them."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.urls import resolve

HEURE = timedelta(hours=1)


def part_of(lien):
    """Return the one argument of a link."""
    (valeur,) = resolve(urlsplit(lien).path).kwargs.values()
    return valeur
