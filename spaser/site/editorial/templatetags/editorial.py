"""Writes who helps."""

from datetime import date
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.contenus.faits import cache_faits, keep_connus
from spaser.documents.francais import enumerate_mots
from spaser.documents.rendus.html import write_blocs
from spaser.moteur.referentiels.annuaire import name_departement, name_region
from spaser.regles.aides import Appui, Terme
from spaser.regles.obligations import Application
from spaser.site.editorial.faits import tell_familles
from spaser.site.editorial.images import read_corps, stay

register = template.Library()
_GARDES: Final = 300
_REGIONS_NOMMEES: Final = 4


@register.simple_tag
def article_appui(appui: Appui, *, deplie: bool = False) -> SafeString:
    """Write one; its words depend on nothing but the day, so they are kept."""
    return _render_appuis(appui, deplie, timezone.localdate())


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
def _render_appuis(appui: Appui, deplie: bool, jour: date) -> SafeString:  # noqa: FBT001 - a key of the cache
    contexte = {
        "appui": appui,
        "deplie": deplie,
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


# --- Writes the texts that the programme team types ---


@register.filter
def corps(texte: str) -> SafeString:
    """Write a text as HTML; what leads to a page of this site stays on it, whatever its name."""
    return stay(write_blocs(read_corps(texte, timezone.localdate())))


# --- Writes a duty ---


_ARTICLES: Final = 600  # a few hundred kilobytes; each duty has a handful of forms


@register.simple_tag
def article_de(application: Application, *, nomme: bool, deplie: bool) -> SafeString:
    """Write a duty as it applies; `nomme` when the buyer said what it is.

    The text depends on nothing else but the day, and the same few are asked for all day: they are
    kept.
    """
    return _render_obligations(application, nomme, deplie, timezone.localdate())


@cache_faits(_ARTICLES)
def _render_obligations(
    application: Application,
    nomme: bool,  # noqa: FBT001 - a key of the cache
    deplie: bool,  # noqa: FBT001 - same
    jour: date,
) -> SafeString:
    contexte = {
        "application": application,
        "obligation": application.obligation,
        "nomme": nomme,
        "deplie": deplie,
        "achats": tell_familles(application.obligation.familles),
    }
    return render_to_string("obligations/composants/obligation.html", contexte)
