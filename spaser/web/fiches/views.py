"""The sheets: their list, one of them, its file."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from spaser.documents.document import Document, Section
from spaser.documents.fiches.document import write_fiche, write_parties, write_references
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.html import write_blocs, write_sections
from spaser.metier.fiches import FichePratique
from spaser.web.comptes.client import read_adresse
from spaser.web.fiches.encarts import make_encarts
from spaser.web.fiches.selectors import find_fiche, read_fiches
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.socle.limites import check_limite
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Fiches pratiques"
HEURE: Final = timedelta(hours=1)
PAR_HEURE: Final = 60  # files that one address may ask: a whole office shares one
_SOUS_LE_TITRE: Final = 2
_GARDES: Final = 32  # files, of some hundred kilobytes


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Name every sheet."""
    return render(request, "fiches/liste.html", {"fil": [(TITRE, None)], "fiches": read_fiches()})


@ouverte_a_tous
@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    """Show a sheet."""
    lue = _find(code)
    site = _name_site(request)
    encarts = make_encarts(lue, site)
    sections = write_parties(lue, site, encarts)
    contexte = {
        "fil": [(TITRE, reverse("fiches:liste")), (lue.titre, None)],
        "fiche": lue,
        "sommaire": [section for section in sections if section.identifiant],
        "corps": _show(sections, site),
        "sources": SafeString(_shorten(write_blocs(write_references(lue, site, encarts)), site)),
    }
    return render(request, "fiches/fiche.html", contexte)


@ouverte_a_tous
@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Give a sheet as an accessible file."""
    lue = _find(code)
    check_limite("fiches.pdf", read_adresse(request), PAR_HEURE, HEURE)
    site = _name_site(request)
    octets = _make_pdf(write_fiche(lue, site, make_encarts(lue, site)))
    return reply_fichier(octets, f"fiche-{lue.code}.pdf", Forme.PDF.mime)


@lru_cache(maxsize=_GARDES)
def _make_pdf(document: Document) -> bytes:
    """Return a file, made once for as long as what it says does not change."""
    return write_forme(document, Forme.PDF)


def _find(code: str) -> FichePratique:
    lue = find_fiche(code)
    if lue is None:
        raise Http404
    return lue


def _name_site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


def _show(sections: tuple[Section, ...], site: str) -> SafeString:
    return SafeString(_shorten(write_sections(sections, _SOUS_LE_TITRE), site))


def _shorten(html: str, site: str) -> str:
    """Return a page whose links stay on the site whatever its address."""
    return html.replace(f'href="{site}/', 'href="/')
