"""Writes a duty."""

from __future__ import annotations

from datetime import date
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.faits.lecture import cache_faits
from spaser.metier.obligations.application import Application
from spaser.web.obligations.familles import write_familles

register = template.Library()
_ARTICLES: Final = 600  # a few hundred kilobytes; each duty has a handful of forms


@register.simple_tag
def article_de(application: Application, *, nomme: bool, deplie: bool) -> SafeString:
    """Write a duty as it applies; `nomme` when the buyer said what it is.

    The text depends on nothing else but the day, and the same few are asked for all day: they are
    kept.
    """
    return _render(application, nomme, deplie, timezone.localdate())


@cache_faits(_ARTICLES)
def _render(application: Application, nomme: bool, deplie: bool, jour: date) -> SafeString:  # noqa: FBT001 - a key of the cache
    contexte = {
        "application": application,
        "obligation": application.obligation,
        "nomme": nomme,
        "deplie": deplie,
        "achats": write_familles(application.obligation.familles),
    }
    return render_to_string("obligations/composants/obligation.html", contexte)
