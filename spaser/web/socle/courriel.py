"""A mail as it leaves: composed from templates, handed over. `web/courriels` decides when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template, render_to_string

from spaser.web.config.reglages import read_reglage

DESABONNEMENT: Final = "desabonnement"


@dataclass(frozen=True)
class Message:
    destinataire: str
    sujet: str
    texte: str
    html: str
    entetes: dict[str, str]


def absolute_url(chemin: str) -> str:
    return f"{settings.ADRESSE}{chemin}"


def render_message(
    gabarit: str, destinataire: str, contexte: Mapping[str, Any], numero: str
) -> Message:
    """Make a mail of `<gabarit>.sujet.txt`, `<gabarit>.txt` and `<gabarit>.html`.

    The templates also read `site`, its address, and may extend `socle/courriels/page.html`.
    `contexte["desabonnement"]`, the path of a page that unsubscribes by POST, gives the reader
    the one-click button of her mail software, and a foot that says why the mail came (`motifs`)
    and where she chooses (`reglages`). The same `numero` at each try: servers and readers
    know a mail that comes twice.
    """
    complet = {"site": settings.ADRESSE, **contexte}
    sujet = render_sujet(gabarit, complet)
    pied = _render_texte("socle/courriels/pied.txt", complet) if complet.get(DESABONNEMENT) else ""
    return Message(
        destinataire,
        sujet,
        _render_texte(f"{gabarit}.txt", complet) + pied,
        render_to_string(f"{gabarit}.html", complet | {"sujet": sujet}),
        {"Message-ID": numero, **_make_entetes(contexte.get(DESABONNEMENT))},
    )


def render_sujet(gabarit: str, contexte: dict[str, Any]) -> str:
    return " ".join(_render_texte(f"{gabarit}.sujet.txt", contexte).split())


def hand_over(message: Message) -> None:
    """Give a mail to the server; an answer to it goes to the contact of the site."""
    contact = read_reglage("SPASER_CONTACT")
    courriel = EmailMultiAlternatives(
        subject=message.sujet,
        body=message.texte,
        to=[message.destinataire],
        reply_to=[contact] if contact else None,
        headers=message.entetes,
    )
    courriel.attach_alternative(message.html, "text/html")
    courriel.send()


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
