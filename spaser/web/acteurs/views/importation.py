"""Importing a table: choose a file, look at every line, then write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import Format
from spaser.documents.francais import pluriel
from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.importation import CasImport, DecisionImport, Prevision
from spaser.metier.acteurs.modele import NOM_MAX, clean_nom
from spaser.metier.acteurs.tableau import write_acteur
from spaser.metier.droits import Operation
from spaser.web.acteurs.importation.reception import TAILLE_MAX, receive
from spaser.web.acteurs.importation.services import BilanImport, Plan, apply_plan, foresee
from spaser.web.acteurs.models import Importation
from spaser.web.acteurs.presentation import make_onglet
from spaser.web.acteurs.views.commun import make_contexte
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.envois import recoit
from spaser.web.socle.reponses import reply_classeur

# A form holds a thousand fields at most: the lines beyond take what is proposed.
CHOIX_MAX: Final = 400
NOUVEAUX_MONTRES: Final = 100


class FormFichier(DsfrBaseForm):
    fichier = forms.FileField(
        label="Votre tableau",
        help_text="CSV, Excel (.xlsx) ou LibreOffice (.ods), 5 Mo au plus. Une colonne « Nom de la "
        "structure » suffit.",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : vérifiez-le, puis envoyez-le de nouveau.",
        },
    )


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(TAILLE_MAX)
def importer(request: HttpRequest, espace: Espace) -> HttpResponse:
    envoye = request.method == "POST"
    form = FormFichier(request.POST if envoye else None, request.FILES if envoye else None)
    if form.is_valid():
        try:
            recue = receive(espace, form.cleaned_data["fichier"], auteur_of(request))
        except ErreurTable as refus:
            form.add_error("fichier", str(refus))
        else:
            return redirect("acteurs:importation", espace.siren, recue.pk)
    contexte = make_contexte(
        request,
        espace,
        ("Importer", None),
        form=form,
        formats=list(Format),
        attentes=_list(espace)[:5],
    )
    return render(request, "acteurs/importation/importer.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def importation(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    recue = get_object_or_404(_list(espace), pk=pk)
    noms = _read_noms(request.POST)
    plan = foresee(espace, recue, noms)
    if request.method == "POST":
        bilan = _apply(request, espace, recue, plan)
        if bilan:
            return _finish(request, espace, recue, bilan)
        messages.warning(
            request, "Le tableau a changé entre-temps : rien n’est écrit. Relisez, puis importez."
        )
    contexte = make_contexte(
        request,
        espace,
        ("Vérifier l’importation", None),
        importation=recue,
        plan=plan,
        comptes=[(sort.libelle, len(plan.list_sort(sort))) for sort in CasImport],
        a_choisir=_list_a_choisir(plan.previsions),
        fautives=plan.list_sort(CasImport.FAUTIF)[:CHOIX_MAX],
        nouveaux=plan.list_sort(CasImport.NOUVEAU)[:NOUVEAUX_MONTRES],
        nb_nouveaux=len(plan.list_sort(CasImport.NOUVEAU)),
        formats=list(Format),
    )
    return render(request, "acteurs/importation/verifier.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def importation_abandonner(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    get_object_or_404(_list(espace), pk=pk).delete()
    messages.success(request, "L’importation est abandonnée : rien n’a été écrit.")
    return redirect("acteurs:tableau", espace.siren)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_safe
def a_corriger(request: HttpRequest, espace: Espace, pk: int, classeur: Format) -> HttpResponse:
    """Give the lines without a name as a file, with what is wrong."""
    plan = foresee(espace, get_object_or_404(_list(espace), pk=pk))
    catalogue = load_catalogue()
    lignes = [
        (*write_acteur(p.ligne.acteur, catalogue), _write_remarques(p))
        for p in plan.list_sort(CasImport.FAUTIF)
    ]
    notice = make_notice(
        espace,
        "Acteurs à corriger",
        ("À corriger", "Ce qui manque à chaque ligne : complétez-la, puis importez ce classeur."),
    )
    onglet = make_onglet("À corriger", lignes, ("À corriger",))
    return reply_classeur([onglet], classeur, "acteurs-a-corriger", notice)


def _apply(
    request: HttpRequest, espace: Espace, recue: Importation, plan: Plan
) -> BilanImport | None:
    """Write what was decided, unless the table is no longer the one that was looked at."""
    if request.POST.get("empreinte") != plan.empreinte:
        return None
    try:
        return apply_plan(espace, recue, plan, _read_choix(request.POST), auteur_of(request))
    except VersionDepassee:
        return None


def _list(espace: Espace) -> QuerySet[Importation]:
    return Importation.objects.filter(espace=espace)


def _list_a_choisir(previsions: tuple[Prevision, ...]) -> list[Prevision]:
    choix = [p for p in previsions if p.sort in {CasImport.DIFFERENT, CasImport.REPETE}]
    return choix[:CHOIX_MAX]


def _read_noms(envoye: Mapping[str, str]) -> dict[int, str]:
    noms = {_number(cle): clean_nom(envoye[cle])[:NOM_MAX] for cle in envoye if cle[:4] == "nom-"}
    return {numero: nom for numero, nom in noms.items() if nom}


def _read_choix(envoye: Mapping[str, str]) -> dict[int, DecisionImport]:
    return {
        _number(cle): DecisionImport(envoye[cle])
        for cle in envoye
        if cle[:6] == "choix-" and envoye[cle] in list(DecisionImport)
    }


def _number(cle: str) -> int:
    """Return the number of the line that a field is about; 0 is no line."""
    numero = cle.partition("-")[2]
    return int(numero) if numero.isascii() and numero.isdigit() and len(numero) < 8 else 0  # noqa: PLR2004


def _finish(
    request: HttpRequest, espace: Espace, recue: Importation, bilan: BilanImport
) -> HttpResponse:
    ajoutes = pluriel(bilan.ajoutes, "acteur ajouté", "acteurs ajoutés")
    messages.success(
        request,
        f"{ajoutes}, {pluriel(bilan.modifies, 'modifié')}, {pluriel(bilan.laisses, 'inchangé')}.",
    )
    if not bilan.a_corriger:
        return redirect("acteurs:tableau", espace.siren)
    messages.warning(
        request, f"{pluriel(bilan.a_corriger, 'ligne')} sans nom : gardées ici, à corriger."
    )
    return redirect("acteurs:importation", espace.siren, recue.pk)


def _write_remarques(prevision: Prevision) -> str:
    return "\n".join(f"{r.lieu} : {r.probleme}" for r in prevision.ligne.remarques)
