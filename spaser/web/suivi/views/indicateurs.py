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
from spaser.web.socle.reponses import reply_csv
from spaser.web.suivi.selectors import find_fiche, find_ligne, list_series
from spaser.web.suivi.source import read_source

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.espace.acces import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs(request: HttpRequest, espace: Espace) -> HttpResponse:
    """List every indicator, those of the law first."""
    source = read_source(request, espace)
    situation = source.read(espace.siren)
    contexte = {
        "fil": fil_espace(espace, ("Indicateurs", None)),
        "espace": espace,
        "source": source,
        "situation": situation,
        "etendue": read_etendue(find_perimetre(espace), situation.nb_concessions),
        "incompletes": describe_incompletes(situation.vue) if situation.vue else "",
    }
    return render(request, "suivi/indicateurs.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs_csv(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Hand over every figure as a spreadsheet."""
    source = read_source(request, espace)
    vue = source.read(espace.siren).vue
    if vue is None:
        return redirect("suivi:indicateurs", espace.siren)  # which says why there is nothing
    suite = "-corriges" if source.corrige else ""
    return reply_csv(to_csv(vue.bilan), f"indicateurs-{espace.siren}{suite}.csv")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateur(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Show one indicator, year by year."""
    fiche = find_fiche(code)
    if fiche is None:
        raise Http404
    source = read_source(request, espace)
    situation = source.read(espace.siren)
    ligne = find_ligne(situation, code)
    contexte = {
        "fil": fil_espace(
            espace,
            ("Indicateurs", reverse("suivi:indicateurs", args=[espace.siren])),
            (typographie(fiche.libelle), None),
        ),
        "espace": espace,
        "source": source,
        "situation": situation,
        "fiche": ligne.fiche if ligne else fiche,
        "sujet": f"suivi:{code}",
        "statut": STATUTS[fiche.statut],
        "series": list_series(ligne) if ligne else [],
        "reperes": list_reperes(code),
        "etendue": read_etendue(find_perimetre(espace), situation.nb_concessions),
        "garder": not source.corrige and peut_dans(request, espace, Operation.GARDER_REFERENCE),
    }
    return render(request, "suivi/indicateur.html", contexte)
