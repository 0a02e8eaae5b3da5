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
from spaser.documents.vue_bilan import name_statut
from spaser.donnees.valeurs import Fiche
from spaser.metier.droits import Operation
from spaser.web.chiffres.detail.lecture import find_chiffre
from spaser.web.chiffres.selectors import (
    FiltresPreuve,
    find_fiche,
    find_fiche_prouvee,
    list_groupes,
    narrow,
    read_annee,
    read_axes,
    read_filtres,
    read_preuve,
)
from spaser.web.chiffres.source import SourceChiffres, read_source
from spaser.web.chiffres.views.indicateurs import fil_indicateurs
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.organisations.espaces import Pas, exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur

PAR_PAGE: Final = 50
_MONTRES: Final = ("marché montré", "marchés montrés")


@dataclass(frozen=True)
class Compte:
    etat: str
    nom: str
    nombre: int
    sens: str


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    fiche = find_fiche_prouvee(code)
    if fiche is None:
        raise Http404
    source = read_source(request, espace)
    bilan = source.read(espace.siren)
    annee, expression = read_annee(request.GET), request.GET.get("expression", "")
    mesure = find_chiffre(bilan, source.chaud, code, annee, expression, source.origine)
    entiere = read_preuve(bilan, mesure, source.chaud) if mesure else None
    axes = read_axes(source.chaud, espace.siren, entiere.annee) if entiere else {}
    groupes = list_groupes(entiere, axes) if entiere else {}
    filtres = read_filtres(request.GET, groupes)
    montree = narrow(entiere, filtres, axes) if entiere else None
    a_la_demande = find_fiche(code) is None
    contexte = {
        "fil": fil_indicateurs(
            request,
            espace,
            *_list_pas(espace, fiche, a_la_demande=a_la_demande),
            ("Preuve", None),
        ),
        "espace": espace,
        "retour": _list_pas(espace, fiche, a_la_demande=a_la_demande)[-1][1],
        "source": source,
        "situation": bilan,
        "fiche": fiche,
        "mesure": mesure,
        "calcul": tell_calcul(entiere) if entiere else None,
        "comptes": _count(entiere) if entiere else [],
        "etats": ETATS,
        "groupes": [(axe, noms, filtres.groupes.get(axe, "")) for axe, noms in groupes.items()],
        "filtres": filtres,
        "formats": list(Format),
        "statut": name_statut(fiche.code, fiche.statut),
        "date_donnees": bilan.date_donnees,
        "parametres": _write_parametres(mesure, filtres, source),
        "page": _paginate(request, montree) if montree else None,
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "garder": not a_la_demande and peut_dans(request, espace, Operation.GARDER_REFERENCE),
    }
    return render(request, "chiffres/preuve.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve_export(
    request: HttpRequest, espace: Espace, code: str, classeur: Format
) -> HttpResponse:
    if find_fiche_prouvee(code) is None:
        raise Http404
    source = read_source(request, espace)
    bilan = source.read(espace.siren)
    annee, expression = read_annee(request.GET), request.GET.get("expression", "")
    mesure = find_chiffre(bilan, source.chaud, code, annee, expression, source.origine)
    entiere = read_preuve(bilan, mesure, source.chaud) if mesure else None
    if entiere is None:
        return redirect("chiffres:preuve", espace.siren, code)  # which says why there is nothing
    axes = read_axes(source.chaud, espace.siren, entiere.annee)
    montree = narrow(entiere, read_filtres(request.GET, list_groupes(entiere, axes)), axes)
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


def _list_pas(espace: Espace, fiche: Fiche, *, a_la_demande: bool) -> list[Pas]:
    if a_la_demande:
        return [("Chiffres détaillés", reverse("chiffres:detail", args=[espace.siren]))]
    page = reverse("chiffres:indicateur", args=[espace.siren, fiche.code])
    return [(typographie(fiche.libelle), page)]


def _list_adresses(request: HttpRequest, espace: Espace, cle: int) -> list[str]:
    return [
        request.build_absolute_uri(reverse(f"marches:{page}", args=[espace.siren, cle]))
        for page in ("marche", "origines")
    ]


def _write_parametres(mesure: Mesure | None, filtres: FiltresPreuve, source: SourceChiffres) -> str:
    if mesure is None:
        return ""
    return urlencode(
        {
            "annee": mesure.annee,
            "expression": mesure.valeur.variante,
            "etat": filtres.etat,
            "q": filtres.texte,
            **{axe.value: nom for axe, nom in filtres.groupes.items()},
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
