"""Mails: rendered at once, asked for in the transaction of what they tell, sent by a task."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import make_msgid
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template, render_to_string

from spaser.web.socle.tasks import send_message

DESABONNEMENT: Final = "desabonnement"


def absolute_url(chemin: str) -> str:
    """Return the whole address of a page of the site, for a mail."""
    return f"{settings.ADRESSE}{chemin}"


def send_courriel(gabarit: str, destinataire: str, contexte: Mapping[str, Any]) -> None:
    """Send `<gabarit>.sujet.txt`, `<gabarit>.txt` and `<gabarit>.html` to one person.

    The templates also read `site`, its address, and may extend `socle/courriels/page.html`.
    `contexte["desabonnement"]`, the path of a page that unsubscribes by POST, gives the reader
    the one-click button of her mail software.
    """
    complet = {"site": settings.ADRESSE, **contexte}
    sujet = " ".join(_render_texte(f"{gabarit}.sujet.txt", complet).split())
    message = {
        "destinataire": destinataire,
        "sujet": sujet,
        "texte": _render_texte(f"{gabarit}.txt", complet),
        "html": render_to_string(f"{gabarit}.html", complet | {"sujet": sujet}),
        # The same at each try: servers and readers know a mail that comes twice.
        "entetes": {
            "Message-ID": make_msgid(domain=urlsplit(settings.ADRESSE).hostname),
            **_make_entetes(contexte.get(DESABONNEMENT)),
        },
    }
    send_message.enqueue(message=message)


def _render_texte(gabarit: str, contexte: dict[str, Any]) -> str:
    """Fill a plain text template, where nothing is to be escaped."""
    fabrique = cast("Template", get_template(gabarit)).template
    return fabrique.render(Context(contexte, autoescape=False))


def _make_entetes(desabonnement: str | None) -> dict[str, str]:
    if not desabonnement:
        return {"Auto-Submitted": "auto-generated"}
    return {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{absolute_url(desabonnement)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
