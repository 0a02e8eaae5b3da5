"""Figures kept: the value of that day, and whether it has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.lecture import read_valeur
from spaser.donnees.valeurs import Valeur
from spaser.metier.droits import Operation
from spaser.web.espace.acces import exige_espace
from spaser.web.espace.fil import fil_espace
from spaser.web.espace.situation.selectors import read_situation
from spaser.web.suivi.selectors import find_fiche, find_mesure, list_references, read_annee
from spaser.web.suivi.services import keep_reference, write_figure

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spaser.documents.lecture import Mesure
    from spaser.web.espace.acces import Espace
    from spaser.web.suivi.models import Reference


@exige_espace(Operation.GARDER_REFERENCE)
@require_POST
def garder(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Keep a figure as it is today."""
    if find_fiche(code) is None:
        raise Http404
    situation = read_situation(espace.siren)
    expression = request.POST.get("expression", "")
    mesure = find_mesure(situation, code, read_annee(request.POST), expression)
    if mesure is None or situation.vue is None:
        messages.error(request, "Ce chiffre n’existe pas : choisissez une année de la liste.")
        return redirect("suivi:indicateur", espace.siren, code)
    date_donnees = situation.vue.bilan.date_donnees
    gardee = keep_reference(espace, mesure, date_donnees, request.user)
    messages.success(request, "La référence est gardée : son adresse ne changera pas.")
    return redirect(gardee)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def reference(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Show a figure as it was, and what became of it."""
    gardee = get_object_or_404(list_references(espace), pk=pk)
    situation = read_situation(espace.siren)
    actuelle = find_mesure(situation, gardee.indicateur, gardee.annee, gardee.variante)
    fiche = find_fiche(gardee.indicateur)
    contexte = {
        "fil": fil_espace(
            espace,
            ("Indicateurs", reverse("suivi:indicateurs", args=[espace.siren])),
            ("Référence", None),
        ),
        "espace": espace,
        "situation": situation,
        "reference": gardee,
        "adresse": request.build_absolute_uri(gardee.get_absolute_url()),
        "fiche": fiche,
        "mesure": _read(gardee) if fiche else None,
        "actuelle": actuelle,
        "change": actuelle is None or _differs(gardee, actuelle),
    }
    return render(request, "suivi/reference.html", contexte)


def _read(gardee: Reference) -> Mesure:
    """Put the figure kept into words, as if it were today's."""
    valeur = Valeur(
        gardee.siren, gardee.annee, gardee.indicateur, gardee.variante, gardee.numerateur,
        gardee.denominateur, gardee.n, gardee.inconnus, gardee.valeur, gardee.bas, gardee.haut,
    )  # fmt: skip
    return read_valeur(valeur, find_fiche(gardee.indicateur))


def _differs(gardee: Reference, actuelle: Mesure) -> bool:
    figure = write_figure(actuelle)
    return any(getattr(gardee, nom) != valeur for nom, valeur in figure.items())
