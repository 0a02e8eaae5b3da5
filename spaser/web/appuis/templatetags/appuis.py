"""Writes who helps."""

from __future__ import annotations

from datetime import date
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.documents.francais import enumerate_mots
from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.faits.lecture import cache_faits, keep_connus
from spaser.metier.appuis import Appui
from spaser.metier.glossaire import Terme

register = template.Library()
_GARDES: Final = 300
_REGIONS_NOMMEES: Final = 4


@register.simple_tag
def article_appui(appui: Appui) -> SafeString:
    """Write one; its words depend on nothing but the day, so they are kept."""
    return _render(appui, timezone.localdate())


@register.simple_tag
def ligne_terme(terme: Terme) -> SafeString:
    """Write a term and its sources, kept for the day."""
    return _render_terme(terme, timezone.localdate())


@register.filter
def territoire(appui: Appui) -> str:
    if appui.est_partout:
        return "Partout en France"
    noms = [f"{name_departement(code)} ({code})" for code in appui.departements]
    noms = noms or [name_region(code) for code in appui.regions]
    return enumerate_mots(noms) if len(noms) <= _REGIONS_NOMMEES else f"{len(noms)} régions"


@register.filter
def existence(appui: Appui) -> str:
    jour = timezone.localdate()
    dits = (appui.tell_existence(jour), appui.tell_trace(jour))
    return ", ".join(filter(None, dits))


@cache_faits(_GARDES)
def _render(appui: Appui, jour: date) -> SafeString:
    contexte = {
        "appui": appui,
        "existence": appui.tell_existence(jour),
        "trace": appui.tell_trace(jour),
        "confirme": appui.is_confirme(jour),
    }
    return render_to_string("appuis/composants/appui.html", contexte)


@cache_faits(_GARDES)
def _render_terme(terme: Terme, _jour: date) -> SafeString:
    return render_to_string(
        "appuis/composants/terme.html", {"terme": terme, "faits": keep_connus(terme.faits)}
    )
