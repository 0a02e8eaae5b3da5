"""Rates by group, single figures and buyers alike, from what a buyer published."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format, Notice
from spaser.metier.perimetre import Origine
from spaser.web.acheteurs.selectors import find_acheteur_public
from spaser.web.acheteurs.views.publiques import TITRE
from spaser.web.chiffres.detail.export import BORNES, list_onglets
from spaser.web.chiffres.detail.lecture import Detail, read_detail
from spaser.web.chiffres.detail.tableaux import describe, link
from spaser.web.espace.bilans import read_bilan
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.identite import Identite
from spaser.web.registre.selectors.porteurs import list_schemas_de
from spaser.web.socle.limites import check_fichiers
from spaser.web.socle.reponses import reply_classeur

_NOM: Final = "Chiffres détaillés"


@ouverte_a_tous
@require_safe
def detail(request: HttpRequest, siren: str) -> HttpResponse:
    identite, lu = _read(request, siren)
    if lu is None:
        return redirect("acheteurs:acheteur", siren)
    export = reverse("acheteurs:detail_export", args=[siren, Format.CSV])
    contexte = {
        "fil": [
            (TITRE, reverse("acheteurs:recherche")),
            (identite.nom, reverse("acheteurs:acheteur", args=[siren])),
            (_NOM, None),
        ],
        "identite": identite,
        "situation": lu.bilan,
        "origine": lu.origine,
        "gardes": {},
        "export": export.removesuffix(Format.CSV),
        **describe(lu, lambda code, choix: _link(siren, code, choix)),
    }
    return render(request, "acheteurs/detail.html", contexte)


@ouverte_a_tous
@require_safe
def detail_export(request: HttpRequest, siren: str, classeur: Format) -> HttpResponse:
    identite, lu = _read(request, siren)
    if lu is None:
        return redirect("acheteurs:acheteur", siren)
    check_fichiers(request, "acheteurs.fichier")
    lignes = (
        ("Acheteur", identite.nom),
        ("SIREN", siren),
        ("Source", lu.origine.libelle),
        ("Données au", lu.bilan.date_donnees),
        ("Groupes", f"Chaque marché est dans un seul groupe, {lu.axe.libelle}."),
        ("Fourchette", BORNES),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    notice = Notice(f"{_NOM} de {lu.annee}", lignes)
    return reply_classeur(list_onglets(lu), classeur, f"detail-{siren}-{lu.annee}-{lu.axe}", notice)


def _read(request: HttpRequest, siren: str) -> tuple[Identite, Detail | None]:
    connu = find_acheteur_public(siren, list_schemas_de(siren))
    if connu is None:
        raise Http404
    lu = read_detail(request.GET, entrepot(), read_bilan(siren), Origine.PUBLIES)
    return connu.identite, lu


def _link(siren: str, code: str, choix: dict[str, object]) -> str:
    return link(reverse("acheteurs:preuve", args=[siren, code]), choix)
