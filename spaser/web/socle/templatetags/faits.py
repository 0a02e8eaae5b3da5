"""Where what a page says of the law was read: with what version, when, and how surely."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.documents.francais import format_date
from spaser.faits.lecture import find_fait, load_faits, tell
from spaser.faits.modele import Fait
from spaser.metier.sources import Source, cite
from spaser.web.socle.templatetags.francais import insecables

register = template.Library()


@register.simple_tag
def source_lue(source: Source) -> SafeString:
    """Write a source; one that a fact gives leads to the page of the fact.

    An answer that was kept may cite a fact that no file holds any more.
    """
    fait = load_faits().get(source.fait)
    contexte = {"source": source, "fait": fait, "finie_le": _find_fin(fait)}
    return _write("socle/composants/source.html", contexte)


@register.simple_tag
def fait(citation: str) -> SafeString:
    """Name the text that a sentence of the page rests on; it leads to the page of the fact."""
    trouve = find_fait(citation)
    sources = cite([citation])
    mention = sources[0].mention if sources else trouve.niveau.mots
    contexte = {"fait": trouve, "mention": mention, "finie_le": _find_fin(trouve)}
    return _write("socle/composants/fait.html", contexte)


def _write(gabarit: str, contexte: dict[str, Any]) -> SafeString:
    """Write it without the end of the line: a sign of the sentence may follow."""
    return SafeString(render_to_string(gabarit, contexte).strip())


def _find_fin(fait: Fait | None) -> date | None:
    return fait.jusqu_a if fait and fait.is_over(timezone.localdate()) else None


@register.simple_tag
def enonce(citation: str) -> str:
    """Say what a text says; that it is over, or not sure, comes first."""
    trouve = find_fait(citation)
    fin = _find_fin(trouve)
    avant = f"Jusqu’au {format_date(fin)} : " if fin else ""
    doute = "" if trouve.est_sur else f"{trouve.marque.capitalize()} : "
    dit: str = insecables(f"{avant}{doute}{tell(citation)}")
    return dit
