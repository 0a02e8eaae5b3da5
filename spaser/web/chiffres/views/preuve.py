"""The contracts behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format, Onglet
from spaser.documents.francais import pluriel, typographie
from spaser.documents.lecture import Mesure
from spaser.documents.preuve import (
    ENTETES,
    ETATS,
    EXPLICATIONS,
    Preuve,
    list_cellules,
    name_etat,
    tell_calcul,
)
from spaser.documents.vue_bilan import STATUTS
from spaser.metier.droits import Operation
from spaser.web.chiffres.selectors import (
    FiltresPreuve,
    find_fiche,
    find_mesure,
    narrow,
    read_annee,
    read_preuve,
)
from spaser.web.chiffres.source import SourceChiffres, read_source
from spaser.web.chiffres.views.indicateurs import fil_indicateurs
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur

PAR_PAGE: Final = 50
_MONTRES: Final = ("marché montré", "marchés montrés")


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
    bilan = source.read(espace.siren)
    annee, expression = read_annee(request.GET), request.GET.get("expression", "")
    mesure = find_mesure(bilan, code, annee, expression)
    entiere = read_preuve(bilan, mesure, source.chaud) if mesure else None
    filtres = _read_filtres(request, entiere)
    montree = narrow(entiere, filtres) if entiere else None
    contexte = {
        "fil": fil_indicateurs(
            request,
            espace,
            (typographie(fiche.libelle), reverse("chiffres:indicateur", args=[espace.siren, code])),
            ("Preuve", None),
        ),
        "espace": espace,
        "source": source,
        "situation": bilan,
        "fiche": fiche,
        "mesure": mesure,
        "calcul": tell_calcul(entiere) if entiere else None,
        "comptes": _count(entiere) if entiere else [],
        "etats": ETATS,
        "familles": _list_familles(entiere),
        "filtres": filtres,
        "formats": list(Format),
        "statut": STATUTS[fiche.statut],
        "date_donnees": bilan.date_donnees,
        "parametres": _write_parametres(mesure, filtres, source),
        "page": _paginate(request, montree) if montree else None,
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "garder": peut_dans(request, espace, Operation.GARDER_REFERENCE),
    }
    return render(request, "chiffres/preuve.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve_export(
    request: HttpRequest, espace: Espace, code: str, classeur: Format
) -> HttpResponse:
    """Hand the contracts over as a spreadsheet, filtered as the page is."""
    if find_fiche(code) is None:
        raise Http404
    source = read_source(request, espace)
    bilan = source.read(espace.siren)
    annee, expression = read_annee(request.GET), request.GET.get("expression", "")
    mesure = find_mesure(bilan, code, annee, expression)
    entiere = read_preuve(bilan, mesure, source.chaud) if mesure else None
    if entiere is None:
        return redirect("chiffres:preuve", espace.siren, code)  # which says why there is nothing
    montree = narrow(entiere, _read_filtres(request, entiere))
    lignes = zip(list_cellules(montree), montree.lignes, strict=True)
    onglet = Onglet(
        f"Preuve {code}",
        (*ENTETES, "Page du marché", "Données reçues"),
        ((*cellules, *_list_adresses(request, espace, ligne.cle)) for cellules, ligne in lignes),
    )
    notice = make_notice(
        espace,
        f"Preuve de {code} en {entiere.annee}",
        ("Indicateur", f"{code} : {entiere.fiche.libelle}"),
        ("Source", entiere.origine.libelle),
        ("Calcul", tell_calcul(entiere)),
        ("Marchés", f"{pluriel(len(montree.lignes), *_MONTRES)} sur {len(entiere.lignes)}"),
        *((f"État « {ETATS[etat]} »", EXPLICATIONS[etat]) for etat in entiere.count_etats()),
        ("Méthode", entiere.fiche.methode),
        ("Limites", entiere.fiche.limites),
    )
    nom = f"preuve-{espace.siren}-{code}-{entiere.annee}"
    return reply_classeur([onglet], classeur, nom, notice)


def _list_adresses(request: HttpRequest, espace: Espace, cle: int) -> list[str]:
    """Return where a contract is shown, and what was received of it."""
    return [
        request.build_absolute_uri(reverse(f"marches:{page}", args=[espace.siren, cle]))
        for page in ("marche", "origines")
    ]


def _read_filtres(request: HttpRequest, preuve: Preuve | None) -> FiltresPreuve:
    """Return the filters of an address; what the proof does not have is left out."""
    etat, famille = request.GET.get("etat", ""), request.GET.get("famille", "")
    return FiltresPreuve(
        etat=etat if etat in ETATS else "",
        famille=famille if famille in _list_familles(preuve) else "",
        texte=request.GET.get("q", "").strip()[:100],
    )


def _list_familles(preuve: Preuve | None) -> list[str]:
    if preuve is None:
        return []
    return sorted({preuve.familles.get(ligne.cle, "") for ligne in preuve.lignes} - {""})


def _write_parametres(mesure: Mesure | None, filtres: FiltresPreuve, source: SourceChiffres) -> str:
    """Return what an address needs to show the same contracts."""
    if mesure is None:
        return ""
    return urlencode(
        {
            "annee": mesure.annee,
            "expression": mesure.valeur.variante,
            "etat": filtres.etat,
            "famille": filtres.famille,
            "q": filtres.texte,
            **source.parametres,
        }
    )


def _count(preuve: Preuve) -> list[Compte]:
    return [
        Compte(etat, name_etat(etat, nombre), nombre, EXPLICATIONS[etat])
        for etat, nombre in preuve.count_etats().items()
    ]


def _paginate(request: HttpRequest, preuve: Preuve) -> object:
    lignes = [
        (ligne, ETATS[ligne.etat], preuve.familles.get(ligne.cle, "")) for ligne in preuve.lignes
    ]
    return Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
