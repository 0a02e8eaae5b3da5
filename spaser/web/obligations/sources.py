"""The texts and national figures that the site cites: each on its page, and what is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.faits.lecture import load_faits, load_sujets
from spaser.faits.modele import NIVEAUX
from spaser.faits.verification import list_a_relire, list_alertes
from spaser.metier.droits import Operation
from spaser.metier.obligations.modele import Obligation, Theme
from spaser.web.obligations.selectors import read_obligations
from spaser.web.organisations.acces import exige

TITRE: Final = "Textes et chiffres cités"
A_RELIRE: Final = "Textes à relire"
SUJETS: Final[Mapping[str, str]] = {theme.value: theme.libelle for theme in Theme} | {
    "considerations": "Clauses et critères par famille d’achats",
    "appuis": "Qui peut aider les acheteurs",
    "espaces-publics": "Espaces publics",
    "fiches": "Exemples et repères des fiches",
    "mission": "Le programme Mission SPASER",
    "plans": "Plans et stratégies",
    "pratiques": "Pratiques d’acheteurs",
    "programme": "Plans nationaux et autres repères",
    "recits": "Récits d’acheteurs et réponses du programme",
    "resultats-nationaux": "Résultats nationaux",
    "seuils": "Seuils de procédure",
}


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
        "fait": fait,
        "finie": fait.is_over(jour),
        "sujet": SUJETS[fait.sujet],
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
    contexte: dict[str, Any] = {
        "fil": [
            ("Textes du site", reverse("editorial:accueil")),
            (A_RELIRE, None),
        ],
        "titre": A_RELIRE,
        "alertes": list_alertes(faits, jour),
        "lignes": list_a_relire(faits, jour),
        "nombre": len(faits),
    }
    return render(request, "obligations/a_relire.html", contexte)
