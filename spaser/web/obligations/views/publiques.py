"""The duties of buyers: list, dates to come, and the same dates for a diary."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from spaser.metier.obligations.application import Application, apply_all, list_echeances
from spaser.web.obligations.agenda import write_echeances
from spaser.web.obligations.forms.filtres import FormulaireObligations
from spaser.web.obligations.selectors import read_obligations


@require_safe
def liste_obligations(request: HttpRequest) -> HttpResponse:
    """Show the duties of a kind of buyer, those in force first."""
    formulaire, retenues = _select(request)
    requete = request.GET.copy()
    requete.pop("detail", None)
    contexte: dict[str, Any] = {
        "fil": [
            ("Suis-je concerné ?", reverse("espace:concerne")),
            ("Obligations des acheteurs", None),
        ],
        "form": formulaire,
        "nomme": formulaire.make_acheteur().nature is not None,
        "groupes": [(etat, list(g)) for etat, g in groupby(retenues, key=lambda a: a.etat)],
        "nombre": len(retenues),
        "echeances": list_echeances(retenues, timezone.localdate()),
        "aujourdhui": timezone.localdate(),
        "requete": requete.urlencode(),
        "filtree": any(formulaire.cleaned_data.values()),
        "detail": request.GET.get("detail") == "tout",
    }
    return render(request, "obligations/obligations.html", contexte)


@require_safe
@conditional_page
def agenda_obligations(request: HttpRequest) -> HttpResponse:
    """Give the days to come of the same duties as a file for a diary."""
    _, retenues = _select(request)
    texte = write_echeances(list_echeances(retenues, timezone.localdate()))
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="obligations.ics"'
    return reponse


def _select(request: HttpRequest) -> tuple[FormulaireObligations, list[Application]]:
    """Return the duties that the address asks for; a filter that cannot be read filters nothing."""
    formulaire = FormulaireObligations(request.GET)
    formulaire.full_clean()
    jour = timezone.localdate()
    theme, etat = formulaire.read_theme(), formulaire.read_etat()
    applications = apply_all(read_obligations(jour), formulaire.make_acheteur(), jour)
    return formulaire, [
        a for a in applications if theme in {None, a.obligation.theme} and etat in {None, a.etat}
    ]
