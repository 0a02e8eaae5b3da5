"""The indicators of a buyer: all of them, and one year by year."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.bilan_donnees import ENTETES, list_cellules
from spaser.documents.classeur import Format, Onglet
from spaser.documents.francais import typographie
from spaser.documents.reperes import BASES_DIFFERENTES
from spaser.documents.tendance import LEGENDE
from spaser.documents.vue_bilan import describe_choix, name_statut
from spaser.metier.droits import Operation
from spaser.web.chiffres.figures import read_gardee
from spaser.web.chiffres.segments import build_onglet, list_segments
from spaser.web.chiffres.selectors import (
    choose_annee,
    find_fiche,
    find_ligne,
    list_references,
    list_series,
)
from spaser.web.chiffres.source import read_source
from spaser.web.chiffres.suites import read_suites
from spaser.web.commun.outils import list_objectifs
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.organisations.espaces import Pas, exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur

GARDEES_MAX: Final = 20


def fil_indicateurs(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("chiffres:indicateurs", args=[espace.siren]) if suite else None
    tableau = ("Mes chiffres", reverse("grille:tableau", args=[espace.siren]))
    return fil_espace(request, espace, tableau, ("Indicateurs", racine), *suite)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs(request: HttpRequest, espace: Espace) -> HttpResponse:
    source = read_source(request, espace)
    bilan = source.read(espace.siren)
    contexte = {
        "fil": fil_indicateurs(request, espace),
        "espace": espace,
        "source": source,
        "situation": bilan,
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "choix": describe_choix(bilan.vue) if bilan.vue else "",
        "origine": source.origine,
        "formats": list(Format),
        "objectifs": list_objectifs(espace),
        "bases": BASES_DIFFERENTES,
        "gardees": [(une, read_gardee(une)) for une in list_references(espace)[:GARDEES_MAX]],
    }
    return render(request, "chiffres/indicateurs.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateurs_export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    source = read_source(request, espace)
    vue = source.read(espace.siren).vue
    if vue is None:
        return redirect("chiffres:indicateurs", espace.siren)  # which says why there is nothing
    suite = "-corriges" if source.corrige else ""
    onglet = Onglet("Indicateurs", ENTETES, list_cellules(vue.bilan, source.origine))
    notice = make_notice(
        espace,
        "Indicateurs des achats",
        ("Source", source.origine.libelle),
        ("Données au", vue.bilan.date_donnees),
        ("Valeur", "La part ou le total de la ligne. Vide : les données ne permettent rien."),
        ("Fourchette", "Pour une part : tous les marchés sans réponse à non, puis tous à oui."),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    nom = f"indicateurs-{espace.siren}{suite}"
    return reply_classeur([onglet], classeur, nom, notice)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateur(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    fiche = find_fiche(code)
    if fiche is None:
        raise Http404
    source = read_source(request, espace)
    bilan = source.read(espace.siren)
    ligne = find_ligne(bilan, code)
    annee = choose_annee(request.GET, bilan)
    series = list_series(ligne, bilan.vue) if ligne and bilan.vue else []
    taux = [mesure for serie in series if serie.est_part and (mesure := serie.find(annee))]
    segments = list_segments(source, bilan, ligne, annee) if ligne else []
    suites = read_suites(timezone.localdate()) if segments else {}
    contexte = {
        "fil": fil_indicateurs(request, espace, (typographie(fiche.libelle), None)),
        "espace": espace,
        "source": source,
        "situation": bilan,
        "fiche": ligne.fiche if ligne else fiche,
        "sujet": f"chiffres:{code}",
        "statut": name_statut(fiche.code, fiche.statut),
        "series": series,
        "legende": LEGENDE,
        "taux": taux,
        "valeurs": [mesure.valeur for mesure in taux],
        "objectifs": list_objectifs(espace),
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "origine": source.origine,
        "annee": annee,
        "segments": [(famille, suites.get(famille.nom, [])) for famille in segments],
        "formats": list(Format),
    }
    return render(request, "chiffres/indicateur.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def segments_export(
    request: HttpRequest, espace: Espace, code: str, classeur: Format
) -> HttpResponse:
    if find_fiche(code) is None:
        raise Http404
    source = read_source(request, espace)
    bilan = source.read(espace.siren)
    ligne = find_ligne(bilan, code)
    annee = choose_annee(request.GET, bilan)
    familles = list_segments(source, bilan, ligne, annee) if ligne else []
    if not familles:
        return redirect("chiffres:indicateur", espace.siren, code)  # which shows what there is
    nom = f"familles-{espace.siren}-{code}-{annee}"
    notice = make_notice(
        espace,
        f"{code} par famille d’achat",
        ("Source", source.origine.libelle),
        ("Données au", bilan.date_donnees),
        ("Famille d’achat", "D’après le code CPV du marché."),
        ("Fourchette", "Pour une part : tous les marchés sans réponse à non, puis tous à oui."),
    )
    return reply_classeur([build_onglet(source, bilan, familles)], classeur, nom, notice)
