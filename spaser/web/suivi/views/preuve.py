"""The contracts behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.francais import typographie
from spaser.documents.preuve import ETATS, EXPLICATIONS, tell_calcul, to_csv
from spaser.metier.droits import Operation
from spaser.web.espace.acces import exige_espace, peut_dans
from spaser.web.espace.fil import fil_espace
from spaser.web.espace.perimetre.selectors import find_perimetre, read_etendue
from spaser.web.socle.reponses import reply_csv
from spaser.web.suivi.selectors import find_fiche, find_mesure, narrow, read_annee, read_preuve
from spaser.web.suivi.source import read_source

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spaser.documents.preuve import Preuve
    from spaser.web.espace.acces import Espace

PAR_PAGE: Final = 50


@dataclass(frozen=True)
class Compte:
    """How many contracts are in a state, and what that means for the figure."""

    etat: str
    nom: str
    nombre: int
    sens: str


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Show them, by what they count for."""
    fiche = find_fiche(code)
    if fiche is None:
        raise Http404
    source = read_source(request, espace)
    situation = source.read(espace.siren)
    annee, expression = read_annee(request.GET), request.GET.get("expression", "")
    mesure = find_mesure(situation, code, annee, expression)
    entiere = read_preuve(situation, mesure, source.chaud) if mesure else None
    etat, texte = _read_filtres(request)
    montree = narrow(entiere, etat, texte) if entiere else None
    contexte = {
        "fil": fil_espace(
            espace,
            ("Indicateurs", reverse("suivi:indicateurs", args=[espace.siren])),
            (typographie(fiche.libelle), reverse("suivi:indicateur", args=[espace.siren, code])),
            ("Preuve", None),
        ),
        "espace": espace,
        "source": source,
        "situation": situation,
        "fiche": fiche,
        "mesure": mesure,
        "calcul": tell_calcul(entiere) if entiere else None,
        "comptes": _count(entiere) if entiere else [],
        "etats": ETATS,
        "etat": etat,
        "texte": texte,
        "page": _paginate(request, montree) if montree else None,
        "etendue": read_etendue(find_perimetre(espace), situation.nb_concessions),
        "garder": not source.corrige and peut_dans(request, espace, Operation.GARDER_REFERENCE),
    }
    return render(request, "suivi/preuve.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve_csv(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Hand the contracts over as a spreadsheet, filtered as the page is."""
    if find_fiche(code) is None:
        raise Http404
    source = read_source(request, espace)
    situation = source.read(espace.siren)
    annee, expression = read_annee(request.GET), request.GET.get("expression", "")
    mesure = find_mesure(situation, code, annee, expression)
    entiere = read_preuve(situation, mesure, source.chaud) if mesure else None
    if entiere is None:
        return redirect("suivi:preuve", espace.siren, code)  # which says why there is nothing
    etat, texte = _read_filtres(request)
    nom = f"preuve-{espace.siren}-{code}-{entiere.annee}.csv"
    return reply_csv(to_csv(narrow(entiere, etat, texte)), nom)


def _read_filtres(request: HttpRequest) -> tuple[str, str]:
    etat = request.GET.get("etat", "")
    return (etat if etat in ETATS else ""), request.GET.get("q", "").strip()[:100]


def _count(preuve: Preuve) -> list[Compte]:
    return [
        Compte(etat, ETATS[etat], nombre, EXPLICATIONS[etat])
        for etat, nombre in preuve.count_etats().items()
    ]


def _paginate(request: HttpRequest, preuve: Preuve) -> object:
    lignes = [(ligne, ETATS[ligne.etat]) for ligne in preuve.lignes]
    return Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
