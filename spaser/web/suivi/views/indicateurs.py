"""The indicators of a buyer: all of them, and one year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.bilan_donnees import ENTETES, list_cellules
from spaser.documents.classeur import Format, Onglet
from spaser.documents.francais import typographie
from spaser.documents.vue_bilan import STATUTS, describe_incompletes
from spaser.metier.droits import Operation
from spaser.metier.origines import Origine
from spaser.metier.reperes import list_reperes
from spaser.web.espace.acces import exige_espace
from spaser.web.espace.fil import fil_espace
from spaser.web.espace.perimetre.selectors import find_perimetre, read_etendue
from spaser.web.espace.situation.selectors import read_situation
from spaser.web.socle.reponses import reply_classeur
from spaser.web.suivi.segments import build_onglet, list_segments
from spaser.web.suivi.selectors import find_fiche, find_ligne, list_series, read_annee

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.espace.acces import Espace
    from spaser.web.espace.situation.selectors import Situation


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
        "origine": Origine.PUBLIES,
        "formats": list(Format),
    }
    return render(request, "suivi/indicateurs.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs_export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    """Hand over every figure as a spreadsheet."""
    vue = read_situation(espace.siren).vue
    if vue is None:
        return redirect("suivi:indicateurs", espace.siren)  # which says why there is nothing
    onglet = Onglet("Indicateurs", ENTETES, list_cellules(vue.bilan))
    return reply_classeur([onglet], classeur, f"indicateurs-{espace.siren}")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateur(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Show one indicator, year by year."""
    fiche = find_fiche(code)
    if fiche is None:
        raise Http404
    situation = read_situation(espace.siren)
    ligne = find_ligne(situation, code)
    annee = _choose_annee(request, situation)
    contexte = {
        "fil": fil_espace(
            espace,
            ("Indicateurs", reverse("suivi:indicateurs", args=[espace.siren])),
            (typographie(fiche.libelle), None),
        ),
        "espace": espace,
        "situation": situation,
        "fiche": ligne.fiche if ligne else fiche,
        "statut": STATUTS[fiche.statut],
        "series": list_series(ligne) if ligne else [],
        "reperes": list_reperes(code),
        "etendue": read_etendue(find_perimetre(espace), situation.nb_concessions),
        "origine": Origine.PUBLIES,
        "annee": annee,
        "segments": list_segments(situation, ligne, annee) if ligne else [],
        "formats": list(Format),
    }
    return render(request, "suivi/indicateur.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def segments_export(
    request: HttpRequest, espace: Espace, code: str, classeur: Format
) -> HttpResponse:
    """Hand over an indicator by family of purchases."""
    if find_fiche(code) is None:
        raise Http404
    situation = read_situation(espace.siren)
    ligne = find_ligne(situation, code)
    annee = _choose_annee(request, situation)
    familles = list_segments(situation, ligne, annee) if ligne else []
    if not familles:
        return redirect("suivi:indicateur", espace.siren, code)  # which shows what there is
    nom = f"familles-{espace.siren}-{code}-{annee}"
    return reply_classeur([build_onglet(situation, familles)], classeur, nom)


def _choose_annee(request: HttpRequest, situation: Situation) -> int | None:
    """Return the year asked for when it has figures, else the main one."""
    if situation.vue is None:
        return None
    demandee = read_annee(request.GET)
    return demandee if demandee in situation.vue.annees else situation.vue.annee
