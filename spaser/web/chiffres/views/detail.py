"""Rates by group, single figures and buyers alike, for a space: computed when they are asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format
from spaser.metier.droits import Operation
from spaser.web.chiffres.detail.export import BORNES, list_onglets
from spaser.web.chiffres.detail.lecture import read_detail
from spaser.web.chiffres.detail.tableaux import describe, link
from spaser.web.chiffres.source import SourceChiffres, read_source
from spaser.web.chiffres.views.indicateurs import fil_indicateurs
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def detail(request: HttpRequest, espace: Espace) -> HttpResponse:
    source = read_source(request, espace)
    bilan = source.read(espace.siren)
    lu = read_detail(request.GET, source.chaud, bilan, source.origine)
    export = reverse("chiffres:detail_export", args=[espace.siren, Format.CSV])
    contexte = {
        "fil": fil_indicateurs(request, espace, ("Chiffres détaillés", None)),
        "espace": espace,
        "source": source,
        "situation": bilan,
        "origine": source.origine,
        "gardes": source.parametres,
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "export": export.removesuffix(Format.CSV),
        **(describe(lu, lambda code, choix: _link(espace, source, code, choix)) if lu else {}),
    }
    return render(request, "chiffres/detail/espace.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def detail_export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    source = read_source(request, espace)
    lu = read_detail(request.GET, source.chaud, source.read(espace.siren), source.origine)
    if lu is None:
        return redirect("chiffres:detail", espace.siren)  # which says why there is nothing
    notice = make_notice(
        espace,
        f"Chiffres détaillés de {lu.annee}",
        ("Source", source.origine.libelle),
        ("Données au", lu.bilan.date_donnees),
        ("Groupes", f"Chaque marché est dans un seul groupe, {lu.axe.libelle}."),
        ("Fourchette", BORNES),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    suite = "-corriges" if source.corrige else ""
    nom = f"detail-{espace.siren}-{lu.annee}-{lu.axe}{suite}"
    return reply_classeur(list_onglets(lu), classeur, nom, notice)


def _link(espace: Espace, source: SourceChiffres, code: str, choix: dict[str, object]) -> str:
    page = reverse("chiffres:preuve", args=[espace.siren, code])
    return link(page, {**choix, **source.parametres})
