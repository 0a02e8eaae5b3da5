"""Pages that anybody reads: who helps, the glossary, the news and their feed."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from spaser.documents.rendus.html import write_blocs
from spaser.donnees.referentiels.annuaire import name_region
from spaser.metier.actualites import Actualite
from spaser.metier.appuis import Sorte, filter_appuis
from spaser.web.appuis.carte import draw_carte
from spaser.web.appuis.forms import FormulaireAppuis
from spaser.web.appuis.selectors import (
    find_region,
    read_actualites,
    read_appuis,
    read_glossaire,
)
from spaser.web.editorial.images import read_corps
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.socle.courriel import absolute_url

AIDES: Final = "Qui peut m’aider"
ACTUALITES: Final = "Actualités"
_ENTREES_MAX: Final = 50


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    form = FormulaireAppuis(request.GET)
    form.full_clean()
    region = form.cleaned_data.get("region") or ""
    sorte = form.cleaned_data.get("sorte")
    tous = read_appuis(timezone.localdate())
    retenus = filter_appuis(tous, region, Sorte(sorte) if sorte else None)
    contexte: dict[str, Any] = {
        "fil": [(AIDES, None)],
        "form": form,
        "region": name_region(region),
        "filtree": bool(region or sorte),
        "groupes": [(s, list(groupe)) for s, groupe in groupby(retenus, key=lambda a: a.sorte)],
        "carte": None if region else draw_carte(tous),
        "proche": None if region else _find_proche(request),
    }
    return render(request, "appuis/liste.html", contexte)


def _find_proche(request: HttpRequest) -> tuple[str, str] | None:
    code = find_region(request.user) if request.user.is_authenticated else ""
    return (name_region(code), f"{reverse('appuis:liste')}?region={code}") if code else None


@ouverte_a_tous
@require_safe
def glossaire(request: HttpRequest) -> HttpResponse:
    termes = read_glossaire(timezone.localdate())
    contexte: dict[str, Any] = {
        "fil": [("Glossaire", None)],
        "lettres": [(i, list(groupe)) for i, groupe in groupby(termes, key=lambda t: t.initiale)],
        "nombre": len(termes),
        "mise_a_jour": max(filter(None, (t.mise_a_jour for t in termes)), default=None),
    }
    return render(request, "appuis/glossaire.html", contexte)


@ouverte_a_tous
@require_safe
def actualites(request: HttpRequest) -> HttpResponse:
    contexte = {"fil": [(ACTUALITES, None)], "notes": read_actualites(timezone.localdate())}
    return render(request, "appuis/actualites.html", contexte)


@ouverte_a_tous
@require_safe
@conditional_page
def flux(_request: HttpRequest) -> HttpResponse:
    page = reverse("appuis:actualites")
    fil = Atom1Feed(
        title="SPASER – Actualités",
        link=absolute_url(page),
        feed_url=absolute_url(reverse("appuis:flux")),
        description="Ce qui change sur ce site et dans le programme",
        language="fr",
        author_name="Mission SPASER",
    )
    for note in read_actualites(timezone.localdate())[:_ENTREES_MAX]:
        fil.add_item(
            title=note.titre,
            link=absolute_url(f"{page}#{note.code}"),
            description=_write(note),
            pubdate=_start(note.jour),
            updateddate=_start(note.mise_a_jour or note.jour),
        )
    return HttpResponse(
        fil.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _write(note: Actualite) -> str:
    """Return the text of a note, whose links hold the address of the site."""
    return write_blocs(read_corps(note.texte, timezone.localdate()))


def _start(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time()))
