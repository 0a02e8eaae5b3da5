"""The list of contracts, and its exports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format
from spaser.metier.droits import Operation
from spaser.web.espace.bilans import ask_noms, read_bilan, tell_sans_marche
from spaser.web.marches.entrepot import list_corriges, list_en_vigueur
from spaser.web.marches.exports.selectors import EN_LIGNE_MAX, link_exports, may_ask
from spaser.web.marches.liste import filtre as filtres
from spaser.web.marches.liste.export import write_export
from spaser.web.marches.selectors import (
    Marche,
    choose_annee,
    compare_legales,
    correct_marches,
    correct_quelques,
    list_innommes,
    list_marches,
    read_corrige,
    read_marches,
)
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.socle.reponses import reply_fichier

PAR_PAGE: Final = 50


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def liste(request: HttpRequest, espace: Espace) -> HttpResponse:
    filtre = filtres.read_filtre(request.GET)
    lus = read_marches(espace)
    voulus: Sequence[Marche] = lus.marches
    if not filtre.est_vide:  # else the corrections of the page are enough
        voulus = filtre.apply(correct_marches(lus, list_en_vigueur(espace)))
    page = Paginator(voulus, PAR_PAGE).get_page(request.GET.get("page"))
    if filtre.est_vide:
        page.object_list = correct_quelques(espace, page)
    ask_noms(list_innommes(page))
    corrigee = read_corrige(espace)
    annee = choose_annee(corrigee, filtre.annee)
    contexte = {
        "fil": fil_espace(request, espace, ("Mes marchés", None)),
        "espace": espace,
        "filtre": filtre,
        "annees": filtres.list_annees(lus.annees),
        "etats": filtres.ETATS,
        "corriges": filtres.CORRIGES,
        "sources": filtres.SOURCES,
        "nombre": len(lus.marches),
        "nb_corriges": len(lus.rangs.keys() & list_corriges(espace)),
        "nb_prives": lus.prives,
        "nb_deux": lus.deux,
        "page": page,
        "longue": len(voulus) > EN_LIGNE_MAX,
        "annee": annee,
        "date_donnees": corrigee.date_donnees,
        "comparaisons": compare_legales(read_bilan(espace.siren), corrigee, annee),
        "corriger": peut_dans(request, espace, Operation.CORRIGER_MARCHES_EN_NOMBRE),
        "importer": peut_dans(request, espace, Operation.IMPORTER_MARCHES),
        "absence": tell_sans_marche(),
    }
    return render(request, "marches/liste.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    """Hand the contracts over as a table, filtered as the page is; the worker writes a long one."""
    filtre = filtres.read_filtre(request.GET)
    marches = filtre.apply(list_marches(espace))
    if len(marches) > EN_LIGNE_MAX and may_ask(request, espace):
        return redirect(link_exports(espace, classeur, filtre))
    return reply_fichier(
        write_export(espace, marches, classeur), f"marches-{espace.siren}.{classeur}", classeur.mime
    )
