"""The contracts behind a figure."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.bilan.preuve import (
    ENTETES,
    ETATS,
    EXPLICATIONS,
    Preuve,
    list_cellules_preuve,
    name_etat,
    tell_calcul,
)
from spaser.documents.bilan.vue import Mesure, name_statut
from spaser.documents.classeur import FormatClasseur
from spaser.documents.francais import capitalize, pluriel, typographie
from spaser.documents.onglets import Onglet
from spaser.moteur.indicateurs.croisement import AxeCroisement
from spaser.moteur.valeurs import FicheMethode
from spaser.regles.droits import Operation
from spaser.site.chiffres import mesures
from spaser.site.chiffres.detail import find_chiffre
from spaser.site.chiffres.indicateurs import make_cadre_chiffres
from spaser.site.chiffres.situation import SourceChiffres, read_source
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import exige_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.vues import Rendu, shows

PAR_PAGE: Final = 50
_MONTRES: Final = ("marché montré", "marchés montrés")


@exige_espace(Operation.VOIR_ESPACE)
@shows("chiffres/preuve.html")
def preuve_chiffre(request: HttpRequest, espace: Espace, code: str) -> Rendu:
    lue = _read(request, espace, code)
    fiche, mesure, entiere, filtres = lue.fiche, lue.mesure, lue.entiere, lue.filtres
    a_la_demande = mesures.find_fiche_indicateur(code) is None
    retour = (
        ("Chiffres détaillés", reverse("chiffres:detail", args=[espace.siren]))
        if a_la_demande
        else (typographie(fiche.libelle), reverse("chiffres:indicateur", args=[espace.siren, code]))
    )
    return {
        **make_cadre_chiffres(request, lue.source, retour, ("Preuve", None)),
        "retour": retour[1],
        "fiche": fiche,
        "mesure": mesure,
        "calcul": tell_calcul(entiere) if entiere else None,
        "comptes": [
            (nombre, name_etat(etat, nombre), EXPLICATIONS[etat])
            for etat, nombre in (entiere.count_etats() if entiere else {}).items()
        ],
        "etats": [(etat, capitalize(nom)) for etat, nom in ETATS.items()],
        "groupes": [
            (axe, [(nom, typographie(nom)) for nom in noms], filtres.groupes.get(axe, ""))
            for axe, noms in lue.groupes.items()
        ],
        "filtres": filtres,
        "statut": name_statut(fiche.code, fiche.statut),
        "date_donnees": lue.source.bilan.date_donnees,
        "parametres": _write_parametres(mesure, filtres, lue.source),
        "page": _paginate(request, lue.montree) if lue.montree else None,
        "garder": not a_la_demande and peut_dans(request, espace, Operation.GARDER_REFERENCE),
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve_export(
    request: HttpRequest, espace: Espace, code: str, classeur: FormatClasseur
) -> HttpResponse:
    lue = _read(request, espace, code)
    entiere, montree = lue.entiere, lue.montree
    if entiere is None or montree is None:
        return redirect("chiffres:preuve", espace.siren, code)  # which says why there is nothing
    lignes = zip(list_cellules_preuve(montree), montree.lignes, strict=True)
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


@dataclass(frozen=True)
class PreuveLue:
    """The proof that an address asks for, whole and narrowed; none without a figure to prove."""

    source: SourceChiffres
    fiche: FicheMethode
    mesure: Mesure | None
    entiere: Preuve | None
    groupes: dict[AxeCroisement, list[str]]
    filtres: mesures.FiltresPreuve
    montree: Preuve | None


def _read(request: HttpRequest, espace: Espace, code: str) -> PreuveLue:
    """Return what an address asks to see proved; 404 for what has no proof."""
    fiche = mesures.find_fiche_prouvee(code)
    if fiche is None:
        raise Http404
    source = read_source(request, espace)
    annee, expression = mesures.read_annee(request.GET), request.GET.get("expression", "")
    mesure = find_chiffre(source.bilan, source.chaud, code, annee, expression, source.origine)
    entiere = mesures.read_preuve(source.bilan, mesure, source.chaud) if mesure else None
    axes = mesures.read_axes(source.chaud, espace.siren, entiere.annee) if entiere else {}
    groupes = mesures.list_groupes_axes(entiere, axes) if entiere else {}
    filtres = mesures.read_filtres(request.GET, groupes)
    montree = mesures.narrow_preuve(entiere, filtres, axes) if entiere else None
    return PreuveLue(source, fiche, mesure, entiere, groupes, filtres, montree)


def _list_adresses(request: HttpRequest, espace: Espace, cle: int) -> list[str]:
    return [
        request.build_absolute_uri(reverse(f"marches:{page}", args=[espace.siren, cle]))
        for page in ("marche", "origines")
    ]


def _write_parametres(
    mesure: Mesure | None, filtres: mesures.FiltresPreuve, source: SourceChiffres
) -> str:
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


def _paginate(request: HttpRequest, preuve: Preuve) -> object:
    lignes = [
        (ligne, ETATS[ligne.etat], preuve.familles.get(ligne.cle, "")) for ligne in preuve.lignes
    ]
    return Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
