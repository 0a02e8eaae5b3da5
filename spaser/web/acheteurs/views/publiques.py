"""Public pages of a buyer: found by name or SIREN, read without account."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.francais import format_siren, name_inconnu, typographie
from spaser.documents.preuve import ETATS, EXPLICATIONS, name_etat, tell_calcul
from spaser.donnees.referentiels.annuaire import find_entite
from spaser.identifiants import digits_of, is_siren, is_siret
from spaser.web.acheteurs.noms import search_acheteurs
from spaser.web.acheteurs.selectors import (
    SchemaMontre,
    find_acheteur_public,
    find_tendance,
    list_aides,
    list_chiffres,
    read_devoirs,
    tell_premier,
)
from spaser.web.chiffres.detail.lecture import find_chiffre
from spaser.web.chiffres.selectors import (
    FiltresPreuve,
    find_fiche_prouvee,
    list_groupes,
    narrow,
    read_annee,
    read_axes,
    read_filtres,
    read_preuve,
)
from spaser.web.chiffres.situation import read_publiee
from spaser.web.espace.bilans import read_bilan
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.annuaire import consult
from spaser.web.organisations.identite import Identite
from spaser.web.organisations.siren import SirenRefuse, read_recherche, read_siren
from spaser.web.publication.selectors import list_publiques
from spaser.web.registre.selectors.porteurs import list_schemas_de
from spaser.web.registre.selectors.proches import list_proches

TITRE: Final = "Trouver un acheteur"
LONGUEUR: Final = 200
TROUVES: Final = 20
SUGGERES: Final = 8
VOISINS: Final = 4
PAR_PAGE: Final = 50
INCONNU: Final = 404


@ouverte_a_tous
@require_safe
def recherche(request: HttpRequest) -> HttpResponse:
    """Look for a buyer by SIREN or by name; one that is alone to answer is shown at once."""
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    if siren := _find_siren(texte):
        return redirect("acheteurs:acheteur", siren)
    refus = read_recherche(texte)[1]
    trouvailles = search_acheteurs("" if refus else texte, TROUVES + 1)
    trouves, ignores = trouvailles.acheteurs[:TROUVES], trouvailles.ignores
    if len(trouves) == 1 and not (trouvailles.corrige or ignores):
        return redirect("acheteurs:acheteur", trouves[0].siren)
    contexte = {
        "fil": [(TITRE, None)],
        "texte": texte,
        "refus": refus,
        "trouves": trouves,
        "autres": len(trouvailles.acheteurs) > TROUVES,
        "corrige": trouvailles.corrige,
        "ignores": ignores,
        "annuaire": None if refus or (trouves and not ignores) else consult(request, texte),
    }
    return render(request, "acheteurs/recherche.html", contexte)


@ouverte_a_tous
@require_safe
def noms(request: HttpRequest) -> JsonResponse:
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    trouves = search_acheteurs(texte, SUGGERES).acheteurs
    return JsonResponse({"acheteurs": [_suggest(identite) for identite in trouves]})


@ouverte_a_tous
@require_safe
def acheteur(request: HttpRequest, siren: str) -> HttpResponse:
    """Show what is public of a buyer; a right SIREN that nobody knows still leads somewhere."""
    refus = _refuse(siren)
    if refus:
        return _show_inconnu(request, siren, refus)
    schemas = list_schemas_de(siren)
    connu = find_acheteur_public(siren, schemas)
    if connu is None:
        return _show_inconnu(request, siren, "")
    identite = connu.identite
    jour = timezone.localdate()
    situation = read_publiee(siren)
    chiffres = list_chiffres(situation)
    contexte = {
        "fil": [(TITRE, reverse("acheteurs:recherche")), (identite.nom, None)],
        "acheteur": connu,
        "identite": identite,
        "situation": situation,
        "chiffres": chiffres,
        "premier": tell_premier(chiffres, situation.annee),
        "schemas": [SchemaMontre.of(schema, jour) for schema in schemas],
        "publications": list_publiques().filter(espace__siren=siren),
        "voisins": [
            SchemaMontre.of(voisin, jour)
            for voisin in list_proches(identite.profil, schemas, VOISINS)
        ],
        "devoirs": read_devoirs(identite, jour),
        "aides": list_aides(identite.code_region),
        **_offer(identite),
    }
    return render(request, "acheteurs/acheteur.html", contexte)


@ouverte_a_tous
@require_safe
def preuve(request: HttpRequest, siren: str, code: str) -> HttpResponse:
    fiche, connu = find_fiche_prouvee(code), find_acheteur_public(siren, list_schemas_de(siren))
    if fiche is None or connu is None:
        raise Http404
    bilan = read_bilan(siren)
    expression = request.GET.get("expression", "")
    mesure = find_chiffre(bilan, entrepot(), code, read_annee(request.GET), expression)
    trouvee = read_preuve(bilan, mesure, entrepot()) if mesure else None
    if mesure is None or trouvee is None:
        return redirect("acheteurs:acheteur", siren)  # which says why there is nothing
    axes = read_axes(entrepot(), siren, trouvee.annee)
    filtres = read_filtres(request.GET, list_groupes(trouvee, axes))
    voulus = FiltresPreuve(texte=filtres.texte, groupes=filtres.groupes)
    page = reverse("acheteurs:acheteur", args=[siren])
    lignes = [
        (ligne, ETATS[ligne.etat], trouvee.familles.get(ligne.cle, ""))
        for ligne in narrow(trouvee, voulus, axes).lignes
    ]
    contexte = {
        "fil": [
            (TITRE, reverse("acheteurs:recherche")),
            (connu.identite.nom, page),
            (f"Preuve : {typographie(fiche.libelle)}", None),
        ],
        "identite": connu.identite,
        "fiche": fiche,
        "mesure": mesure,
        "calcul": tell_calcul(trouvee),
        "seulement": [
            *((axe.colonne, nom) for axe, nom in voulus.groupes.items()),
            *([("Numéro ou objet", voulus.texte)] if voulus.texte else []),
        ],
        "tendance": find_tendance(bilan, mesure),
        "comptes": [
            (nombre, name_etat(etat, nombre), EXPLICATIONS[etat])
            for etat, nombre in trouvee.count_etats().items()
        ],
        "date_donnees": bilan.vue and bilan.vue.bilan.date_donnees,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "acheteurs/preuve.html", contexte)


def _find_siren(texte: str) -> str:
    chiffres = digits_of(texte)
    return chiffres[:9] if is_siren(chiffres) or is_siret(chiffres) else ""


def _refuse(siren: str) -> str:
    try:
        read_siren(siren)
    except SirenRefuse as refus:
        return str(refus)
    return ""


def _offer(identite: Identite) -> dict[str, Any]:
    """Return what opens a space for a buyer: its SIREN, and what the tables do not say of it."""
    depart = {"siren": identite.siren}
    if find_entite(identite.siren) is None:
        nom = "" if identite.nom == name_inconnu(identite.siren) else identite.nom
        dits = {"nom": nom, "type": identite.type, "code_region": identite.code_region}
        depart |= {nom: valeur for nom, valeur in dits.items() if valeur}
    return {"depart": depart, "ouvrir": f"{reverse('accueil:espaces')}?{urlencode(depart)}"}


def _suggest(identite: Identite) -> dict[str, str]:
    return {
        "nom": identite.nom,
        "precision": " – ".join(filter(None, (identite.libelle_type, identite.lieu))),
        "adresse": reverse("acheteurs:acheteur", args=[identite.siren]),
    }


def _show_inconnu(request: HttpRequest, siren: str, refus: str) -> HttpResponse:
    """Say what is wrong with a number, or that nobody public bears it here; show nothing else."""
    annuaire = None if refus else consult(request, siren)
    contexte = {
        "fil": [(TITRE, reverse("acheteurs:recherche")), (format_siren(siren), None)],
        "siren": siren,
        "refus": refus,
        "annuaire": annuaire,
        **_offer(Identite(siren, annuaire.unites[0].nom if annuaire and annuaire.unites else "")),
    }
    return render(request, "acheteurs/inconnu.html", contexte, status=INCONNU)
