"""The sheets: their list, one of them, its file."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.document import Document
from spaser.documents.rendus import Forme, write_forme
from spaser.metier.droits import Operation
from spaser.metier.fiches import Encart, FichePratique
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.diagnostic.selectors import list_peu_illustrees
from spaser.web.fiches.presentation import compose, show
from spaser.web.fiches.selectors import find_fiche, read_fiches
from spaser.web.organisations.acces import ouverte_a_tous, peut
from spaser.web.socle.limites import check_fichiers
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Fiches pratiques"
_GARDES: Final = 32  # files, of some hundred kilobytes


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    contexte = {"fil": [(TITRE, None)], "fiches": read_fiches(timezone.localdate())}
    return render(request, "fiches/liste.html", contexte)


@ouverte_a_tous
@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    lue = _find(code)
    contexte = {
        "fil": [(TITRE, reverse("fiches:liste")), (lue.titre, None)],
        "fiche": lue,
        "montree": show(lue, timezone.localdate()),
        "a_completer": _list_a_completer(request, lue),
    }
    return render(request, "fiches/fiche.html", contexte)


@ouverte_a_tous
@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    lue = _find(code)
    check_fichiers(request, "fiches.pdf")
    octets = _make_pdf(compose(lue, timezone.localdate()))
    return reply_fichier(octets, f"fiche-{lue.code}.pdf", Forme.PDF.mime)


@lru_cache(maxsize=_GARDES)
def _make_pdf(document: Document) -> bytes:
    """Return a file, made once for as long as what it says does not change."""
    return write_forme(document, Forme.PDF)


def _list_a_completer(request: HttpRequest, fiche: FichePratique) -> list[Approche]:
    """Return the approaches that lack an example: the team alone can add one."""
    est_la = any(partie.encart is Encart.APPROCHES for partie in fiche.parties)
    ecrit = request.user.is_authenticated and peut(request, Operation.REDIGER_TEXTE)
    return list_peu_illustrees() if est_la and ecrit else []


def _find(code: str) -> FichePratique:
    lue = find_fiche(code, timezone.localdate())
    if lue is None:
        raise Http404
    return lue
