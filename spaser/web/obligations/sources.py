"""The texts and national figures that the site cites: each on its page, and what is to be read."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.faits.lecture import load_faits, load_sujets
from spaser.faits.modele import COPIE, NIVEAUX
from spaser.faits.verification import list_a_relire
from spaser.metier.droits import Operation
from spaser.metier.editorial import OUVERTS
from spaser.metier.obligations.modele import Obligation
from spaser.metier.textes_lus import may_reread_same, reread, reread_same
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.editorial.selectors import (
    find_contenu,
    find_ouvert,
    list_alertes_faits,
    list_codes,
    list_faits_relus,
    read_contenus,
)
from spaser.web.editorial.services import TexteRefuse
from spaser.web.obligations.faits import FAITS, SUJETS, FormRelu, describe
from spaser.web.obligations.selectors import list_relectures, read_obligations
from spaser.web.obligations.services import approve_relectures, send_relecture, send_relectures
from spaser.web.organisations.acces import exige, peut

ENVOYEE: Final = "votre relecture est envoyée. Une autre personne doit l’approuver."
TITRE: Final = "Textes et chiffres cités"
A_RELIRE: Final = "Textes à relire"
CHANGE: Final = (
    "Un de ces textes a changé entre-temps\u00a0: rien n’est fait, choisissez de nouveau."
)
REFUS: Final = "Rien n’est fait, un de ces textes ne peut pas l’être\u00a0:"
RIEN: Final = "Rien n’est coché, ou ce qui l’était n’attend plus\u00a0: choisissez de nouveau."


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "niveaux": [NIVEAUX["A"], COPIE, *[NIVEAUX[lettre] for lettre in "BCD"]],
        "sujets": [(SUJETS[sujet], faits) for sujet, faits in load_sujets().items()],
        "nombre": len(load_faits()),
    }
    return render(request, "obligations/sources.html", contexte)


@require_safe
def source(request: HttpRequest, code: str) -> HttpResponse:
    fait = load_faits().get(code)
    if fait is None:
        raise Http404
    jour = timezone.localdate()
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("obligations:sources")), (fait.texte, None)],
        **describe(fait, jour),
        "obligations": [o for o in read_obligations(jour) if _cites(o, code)],
    }
    return render(request, "obligations/source.html", contexte)


def _cites(obligation: Obligation, code: str) -> bool:
    return any(citation.partition(".")[0] == code for citation in obligation.faits)


@exige(Operation.RELIRE_TEXTE)
@require_http_methods(["GET", "HEAD", "POST"])
def a_relire(request: RequeteConnectee) -> HttpResponse:
    """List, for the team, what ends or must be read again, then all that an expert must read.

    By POST, several at once: said exact, or approved.
    """
    if request.method == "POST":
        _decide(request)
        return redirect("obligations:a_relire")
    faits, jour = tuple(load_faits().values()), timezone.localdate()
    relus = list_faits_relus()
    contexte: dict[str, Any] = {
        "fil": [("Textes du site", reverse("editorial:accueil")), (A_RELIRE, None)],
        "titre": A_RELIRE,
        "alertes": list_alertes_faits(jour, relus),
        "lignes": list_a_relire(faits, jour),
        "cochables": _list_cochables(jour),
        "relectures": list_relectures(request.user),
        "relus": relus,
        "nombre": len(faits),
        "genre": FAITS.code,
    }
    return render(request, "obligations/a_relire.html", contexte)


def _list_cochables(jour: date) -> frozenset[str]:
    """Return the texts that may be said exact among others."""
    dus = frozenset(code for code, fait in load_faits().items() if may_reread_same(fait, jour))
    return dus - list_codes(FAITS.code, *OUVERTS)


def _decide(request: RequeteConnectee) -> None:
    """Send or approve together what is ticked and still may be; a refusal stops them all."""
    try:
        message = _approve(request) if "approuver" in request.POST else _send(request)
    except VersionDepassee:
        messages.error(request, CHANGE)
    except TexteRefuse as refus:
        messages.error(request, f"{REFUS} {refus}")
    else:
        niveau = messages.SUCCESS if message else messages.WARNING
        messages.add_message(request, niveau, message or RIEN)


def _send(request: RequeteConnectee) -> str:
    if not peut(request, Operation.REDIGER_TEXTE):
        raise PermissionDenied
    jour = timezone.localdate()
    coches = set(request.POST.getlist("relu"))
    voulus = coches & _list_cochables(jour)
    lus = [reread_same(t, jour) for t in read_contenus(FAITS, jour) if t.code in voulus]
    if not lus:
        return ""
    nombre = send_relectures(lus, request.user, timezone.now())
    suite = "Une autre personne doit les approuver."
    return f"Relectures envoyées\u00a0: {nombre}. {suite}{_tell_laisses(len(coches) - nombre)}"


def _approve(request: RequeteConnectee) -> str:
    vus = dict(vu.split("-", 1) for vu in request.POST.getlist("texte") if "-" in vu)
    textes = [
        (texte, int(version))
        for texte in list_relectures(request.user)
        if (version := vus.get(str(texte.pk), "")).isdecimal()
    ]
    if not textes:
        return ""
    nombre = approve_relectures(textes, request.user, timezone.now())
    return f"Relectures approuvées\u00a0: {nombre}.{_tell_laisses(len(vus) - nombre)}"


def _tell_laisses(nombre: int) -> str:
    return f" Laissés de côté, car ils n’attendaient plus\u00a0: {nombre}." if nombre else ""


@exige(Operation.REDIGER_TEXTE)
@require_http_methods(["GET", "HEAD", "POST"])
def relire(request: RequeteConnectee, code: str) -> HttpResponse:
    """Say that a text was read again and still says the same; a second reader then approves it."""
    jour = timezone.localdate()
    texte = find_contenu(FAITS, code, jour)
    if texte is None:
        raise Http404
    form = FormRelu(request.POST) if request.method == "POST" else FormRelu.start(texte, jour)
    if request.method == "POST" and form.is_valid():
        lu = reread(texte, **form.cleaned_data)
        try:
            send_relecture(lu, request.user, timezone.now())
        except TexteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{lu.texte}\u00a0: {ENVOYEE}")
            return redirect("obligations:a_relire")
    contexte: dict[str, Any] = {
        "fil": [
            ("Textes du site", reverse("editorial:accueil")),
            (A_RELIRE, reverse("obligations:a_relire")),
            (texte.texte, None),
        ],
        "titre": f"Relire\u00a0: {texte.texte}",
        **describe(texte.to_fait(), jour),
        "form": form,
        "genre": FAITS.code,
        "ouvert": find_ouvert(FAITS, code),
    }
    return render(request, "obligations/relire.html", contexte)
