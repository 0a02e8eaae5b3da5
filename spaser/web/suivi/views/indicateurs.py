"""The indicators of a buyer: all of them, and one year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.bilan_donnees import to_csv
from spaser.documents.francais import typographie
from spaser.documents.vue_bilan import STATUTS, describe_incompletes
from spaser.metier.droits import Operation
from spaser.metier.reperes import list_reperes
from spaser.web.espace.acces import exige_espace, peut_dans
from spaser.web.espace.fil import fil_espace
from spaser.web.espace.perimetre.selectors import find_perimetre, read_etendue
from spaser.web.espace.situation.selectors import read_situation
from spaser.web.socle.reponses import reply_csv
from spaser.web.suivi.selectors import find_fiche, find_ligne, list_series

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.espace.acces import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs(request: HttpRequest, espace: Espace) -> HttpResponse:
    """List every indicator, those of the law first."""
    situation = read_situation(espace.siren)
    contexte = {
        "fil": fil_espace(espace, ("Indicateurs", None)),
        "espace": espace,
        "situation": situation,
        "etendue": read_etendue(find_perimetre(espace), situation.nb_concessions),
        "incompletes": describe_incompletes(situation.vue) if situation.vue else "",
    }
    return render(request, "suivi/indicateurs.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs_csv(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Hand over every figure as a spreadsheet."""
    vue = read_situation(espace.siren).vue
    if vue is None:
        return redirect("suivi:indicateurs", espace.siren)  # which says why there is nothing
    return reply_csv(to_csv(vue.bilan), f"indicateurs-{espace.siren}.csv")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateur(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Show one indicator, year by year."""
    fiche = find_fiche(code)
    if fiche is None:
        raise Http404
    situation = read_situation(espace.siren)
    ligne = find_ligne(situation, code)
    contexte = {
        "fil": fil_espace(
            espace,
            ("Indicateurs", reverse("suivi:indicateurs", args=[espace.siren])),
            (typographie(fiche.libelle), None),
        ),
        "espace": espace,
        "situation": situation,
        "fiche": ligne.fiche if ligne else fiche,
        "sujet": f"suivi:{code}",
        "statut": STATUTS[fiche.statut],
        "series": list_series(ligne) if ligne else [],
        "reperes": list_reperes(code),
        "etendue": read_etendue(find_perimetre(espace), situation.nb_concessions),
        "garder": peut_dans(request, espace, Operation.GARDER_REFERENCE),
    }
    return render(request, "suivi/indicateur.html", contexte)
