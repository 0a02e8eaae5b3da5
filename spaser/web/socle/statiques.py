"""Styles, scripts and pictures, gathered once and compressed, so that serving only sends them."""

from __future__ import annotations

from typing import Final

from django.core.management import call_command

# DSFR also ships each of its parts apart, for old browsers, for statistics: no page asks for them.
_JAMAIS_SERVIS: Final = [
    *(
        f"dsfr/dist/{partie}/*"
        for partie in "analytics component core layout legacy scheme".split()
    ),
    "*.legacy*",
    "*.main*",
    "*.print*",
    "admin/*",
    "django-dsfr/*",
]


def collect_statiques() -> None:
    """Gather the files in the site's folder; what has not changed is left alone."""
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=_JAMAIS_SERVIS)
