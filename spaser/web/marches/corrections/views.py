"""Correcting one contract or many, and going back on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.francais import pluriel
from spaser.donnees.envois.formats import TAILLE_MAXIMUM
from spaser.metier.corrections.champs import DEFINITIONS, GROUPES
from spaser.metier.corrections.coherence import SaisieContradictoire
from spaser.metier.droits import Operation
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.marches.corrections.forms import FormCorrection
from spaser.web.marches.corrections.services import (
    EN_NOMBRE_MAX,
    hold_marche,
    save_corrections,
    undo_geste,
)
from spaser.web.marches.liste.filtre import read_filtre_garde
from spaser.web.marches.selectors import (
    Marche,
    describe_gestes,
    find_marche,
    list_gestes,
    list_histoire,
    list_marches,
    read_version,
)
from spaser.web.marches.suite.selectors import count_a_regler, is_attendu
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.socle.envois import recoit
from spaser.web.socle.fichiers import serve_fichier

PAR_PAGE: Final = 20
MONTRES: Final = 5  # contracts named above the form of many
_VALIDER: Final = "valider"
_TOUT: Final = "tout"
_MES_MARCHES: Final = "Mes marchés"


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def marche(request: HttpRequest, espace: Espace, cle: int) -> HttpResponse:
    trouve = find_marche(espace, cle)
    if trouve is not None:
        return _show(request, espace, trouve, FormCorrection())
    if is_attendu(espace, cle):
        return redirect("marches:a_regler", espace.siren)
    raise Http404


@exige_espace(Operation.CORRIGER_MARCHE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(TAILLE_MAXIMUM)
def corriger_un(request: HttpRequest, espace: Espace, cle: int) -> HttpResponse:
    """Take a correction of one contract, unless somebody else made one meanwhile."""
    trouve = _find(espace, cle)
    if request.method != "POST":
        return redirect("marches:marche", espace.siren, cle)
    form = FormCorrection(request.POST, request.FILES)
    version = request.POST.get("version", "")
    valide = form.is_valid()  # it may read a file: done before any lock
    try:
        with transaction.atomic():
            hold_marche(espace, cle, int(version) if version.isdecimal() else -1)
            corrige = valide and _save(request, espace, [trouve], form)
    except VersionDepassee:
        return _show(request, espace, trouve, form, depasse=True)
    if corrige:
        return redirect("marches:marche", espace.siren, cle)
    return _show(request, espace, trouve, form)


@exige_espace(Operation.CORRIGER_MARCHES_EN_NOMBRE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(TAILLE_MAXIMUM)
def corriger(request: HttpRequest, espace: Espace) -> HttpResponse:
    retour = _go_back(espace, request.POST)
    if request.method != "POST":
        return retour
    choisis = _select(request, espace)
    if not choisis:
        messages.error(request, "Cochez d’abord les marchés à corriger.")
        return retour
    if len(choisis) > EN_NOMBRE_MAX:
        messages.error(
            request,
            f"C’est trop d’un coup : {len(choisis)} marchés, {EN_NOMBRE_MAX} au plus. "
            "Filtrez par année.",
        )
        return retour
    envoye = _VALIDER in request.POST
    form = FormCorrection(request.POST, request.FILES) if envoye else FormCorrection()
    if envoye and form.is_valid() and _save(request, espace, choisis, form):
        return retour
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            (_MES_MARCHES, reverse("marches:liste", args=[espace.siren])),
            ("Corriger en nombre", None),
        ),
        "espace": espace,
        "form": form,
        "nombre": len(choisis),
        "montres": choisis[:MONTRES],
        "reste": max(0, len(choisis) - MONTRES),
        "corriges": sum(un.est_corrige for un in choisis),
        "filtre": read_filtre_garde(request.POST),
        "tout": _TOUT in request.POST,
        "cles": [] if _TOUT in request.POST else [un.cle for un in choisis],
    }
    return render(request, "marches/corriger.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def corrections(request: HttpRequest, espace: Espace) -> HttpResponse:
    gestes = Paginator(list_gestes(espace), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            (_MES_MARCHES, reverse("marches:liste", args=[espace.siren])),
            ("Corrections", None),
        ),
        "espace": espace,
        "page": gestes,
        "gestes": describe_gestes(gestes),
        "a_regler": count_a_regler(espace),
        "annuler": peut_dans(request, espace, Operation.CORRIGER_MARCHE),
        "en_nombre": peut_dans(request, espace, Operation.CORRIGER_MARCHES_EN_NOMBRE),
    }
    return render(request, "marches/corrections.html", contexte)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def annuler(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Undo an act of correction; one on many contracts asks for the right to make it."""
    geste = get_object_or_404(list_gestes(espace), pk=pk)
    seul = geste.nb_marches == 1
    if not seul and not peut_dans(request, espace, Operation.CORRIGER_MARCHES_EN_NOMBRE):
        messages.error(
            request, "Une correction en nombre s’annule avec le rôle Rédaction ou Administration."
        )
    elif undo_geste(espace, geste, request.user):
        messages.success(request, "La correction est annulée : les valeurs d’avant reviennent.")
    else:
        messages.info(request, "Cette correction était déjà annulée.")
    return redirect("marches:corrections", espace.siren)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve(request: HttpRequest, espace: Espace, pk: int) -> HttpResponseBase:
    geste = get_object_or_404(list_gestes(espace), pk=pk)
    if geste.fichier is None:
        raise Http404
    return serve_fichier(geste.fichier)


def _find(espace: Espace, cle: int) -> Marche:
    trouve = find_marche(espace, cle)
    if trouve is None:
        raise Http404
    return trouve


def _show(
    request: HttpRequest, espace: Espace, un: Marche, form: FormCorrection, *, depasse: bool = False
) -> HttpResponse:
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            (_MES_MARCHES, reverse("marches:liste", args=[espace.siren])),
            (un.contrat.id or "Marché", None),
        ),
        "espace": espace,
        "marche": un,
        "sujet": f"marches:{un.cle}",
        "valeurs": _list_valeurs(un),
        "histoire": list_histoire(espace, un.cle),
        "tenues": {correction.pk for correction in un.corrections.values()},
        "form": form if peut_dans(request, espace, Operation.CORRIGER_MARCHE) else None,
        "version": read_version(espace, un.cle),
        "depasse": depasse,
    }
    return render(request, "marches/marche.html", contexte)


def _select(request: HttpRequest, espace: Espace) -> list[Marche]:
    tous = list_marches(espace)
    if _TOUT in request.POST:
        return read_filtre_garde(request.POST).apply(tous)
    cochees = set(request.POST.getlist("cle"))
    return [un for un in tous if str(un.cle) in cochees]


def _save(
    request: HttpRequest, espace: Espace, marches: Sequence[Marche], form: FormCorrection
) -> bool:
    try:
        geste = save_corrections(
            espace,
            auteur_of(request),
            marches,
            form.read(),
            form.cleaned_data["justification"],
            form.cleaned_data["preuve"],
        )
    except SaisieContradictoire as erreur:
        form.add_error(erreur.champ.value, str(erreur))
        return False
    fait = "est corrigé" if geste.nb_marches == 1 else "sont corrigés"
    messages.success(
        request,
        f"{pluriel(geste.nb_marches, 'marché')} {fait}. La valeur publiée reste affichée à côté.",
    )
    return True


def _go_back(espace: Espace, parametres: Mapping[str, str]) -> HttpResponse:
    requete = read_filtre_garde(parametres).requete
    adresse = reverse("marches:liste", args=[espace.siren])
    return redirect(f"{adresse}?{requete}" if requete else adresse)


def _list_valeurs(un: Marche) -> list[tuple[str, list[dict[str, object]]]]:
    groupes: list[tuple[str, list[dict[str, object]]]] = []
    for groupe, titre in GROUPES.items():
        lignes: list[dict[str, object]] = [
            {"champ": champ, "publie": un.publie(champ), "correction": un.corrections.get(champ)}
            for champ, definition in DEFINITIONS.items()
            if definition.groupe is groupe
        ]
        groupes.append((titre, lignes))
    return groupes
