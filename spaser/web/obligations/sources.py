"""The texts and national figures that the site cites: each on its page, and what is to be read."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.faits.lecture import load_faits, load_sujets
from spaser.faits.modele import NIVEAUX
from spaser.faits.verification import list_a_relire
from spaser.metier.droits import Operation
from spaser.metier.obligations.modele import Obligation
from spaser.metier.textes_lus import reread
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.editorial.selectors import (
    find_contenu,
    find_ouvert,
    list_alertes_faits,
    list_faits_relus,
)
from spaser.web.editorial.services import TexteRefuse
from spaser.web.obligations.faits import FAITS, SUJETS, FormRelu, describe
from spaser.web.obligations.selectors import read_obligations
from spaser.web.obligations.services import send_relecture
from spaser.web.organisations.acces import exige

ENVOYEE: Final = "votre relecture est envoyée. Une autre personne doit l’approuver."
TITRE: Final = "Textes et chiffres cités"
A_RELIRE: Final = "Textes à relire"


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List every text by subject, and explain the words that say how sure it is."""
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "niveaux": NIVEAUX.values(),
        "sujets": [(SUJETS[sujet], faits) for sujet, faits in load_sujets().items()],
        "nombre": len(load_faits()),
    }
    return render(request, "obligations/sources.html", contexte)


@require_safe
def source(request: HttpRequest, code: str) -> HttpResponse:
    """Show a text: what it says, the version that was read, where, when, and how surely."""
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
@require_safe
def a_relire(request: HttpRequest) -> HttpResponse:
    """List, for the team, what ends or must be read again, then all that an expert must read."""
    faits, jour = tuple(load_faits().values()), timezone.localdate()
    relus = list_faits_relus()
    contexte: dict[str, Any] = {
        "fil": [("Textes du site", reverse("editorial:accueil")), (A_RELIRE, None)],
        "titre": A_RELIRE,
        "alertes": list_alertes_faits(jour, relus),
        "lignes": list_a_relire(faits, jour),
        "relus": relus,
        "nombre": len(faits),
        "genre": FAITS.code,
    }
    return render(request, "obligations/a_relire.html", contexte)


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
