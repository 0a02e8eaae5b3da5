"""One stakeholder: seen, added, edited, merged, deleted, restored."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.acteurs.fusion import list_differences, merge_acteurs
from spaser.metier.droits import Operation
from spaser.web.acteurs.forms import FormActeur, fill_initial
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.presentation import put_in_words
from spaser.web.acteurs.selectors import list_acteurs, list_ecartes
from spaser.web.acteurs.services import (
    ACTEUR,
    create_acteur,
    merge_into,
    update_acteur,
)
from spaser.web.acteurs.suivi.forms import FormEchange
from spaser.web.acteurs.views.commun import find_acteur, link_acteur, make_contexte
from spaser.web.commun.corbeille import put_aside, restore
from spaser.web.commun.versions import VersionDepassee, save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def acteur(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    trouve = find_acteur(espace, pk)
    form = FormEchange(acteur=trouve, initial={"jour": timezone.localdate()})
    contexte = make_contexte(
        request,
        espace,
        (trouve.nom, None),
        ligne=put_in_words([trouve])[0],
        personnes=form.personnes,
        echanges=trouve.echanges.select_related("personne", "auteur"),
        form=form,
        homonymes=_list_homonymes(espace, trouve),
        sujet=f"acteurs:{trouve.pk}",
    )
    return render(request, "acteurs/acteur.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    depart = {"typologie": request.GET.get("typologie", "")}
    form = FormActeur(request.POST if request.method == "POST" else None, initial=depart)
    if form.is_valid():
        nouveau = create_acteur(espace, form.read(), auteur_of(request))
        messages.success(request, f"« {nouveau.nom} » est dans le tableau.")
        if "encore" in request.POST:
            return redirect("acteurs:ajouter", espace.siren)
        return redirect(nouveau)
    contexte = make_contexte(request, espace, ("Ajouter", None), form=form)
    return render(request, "acteurs/formulaire.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    trouve = find_acteur(espace, pk)
    envoye = request.POST if request.method == "POST" else None

    def save(form: FormActeur) -> None:
        update_acteur(trouve, form.read(trouve.read()), trouve.version, auteur_of(request))

    form = save_form(
        lambda: FormActeur(envoye, initial=fill_initial(trouve.read()), version=trouve.version),
        save,
    )
    if form is None:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(trouve)
    contexte = make_contexte(
        request, espace, link_acteur(trouve), ("Modifier", None), form=form, acteur=trouve
    )
    return render(request, "acteurs/formulaire.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def fusionner(request: HttpRequest, espace: Espace, pk: int, autre: int) -> HttpResponse:
    """Make one of two lines that name the same stakeholder; nothing of either is lost."""
    garde, double = find_acteur(espace, pk), find_acteur(espace, autre)
    if garde == double:
        return redirect(garde)
    reuni = merge_acteurs(garde.read(), double.read())
    if request.method == "POST":
        try:
            merge_into(espace, garde, reuni, double, auteur_of(request))
        except VersionDepassee:
            messages.warning(request, "Cet acteur vient de changer : relisez, puis fusionnez.")
            return redirect(request.path)
        messages.success(request, f"« {garde.nom} » réunit les deux. L’autre est à la corbeille.")
        return redirect(garde)
    contexte = make_contexte(
        request,
        espace,
        link_acteur(garde),
        ("Fusionner", None),
        garde=garde,
        double=double,
        differences=list_differences(garde.read(), reuni),
    )
    return render(request, "acteurs/fusionner.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def supprimer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Put a stakeholder in the bin."""
    trouve = find_acteur(espace, pk)
    put_aside(espace, ACTEUR, trouve, request.user)
    messages.success(request, f"« {trouve.nom} » est à la corbeille : vous pouvez l’en reprendre.")
    return redirect("acteurs:tableau", espace.siren)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def corbeille(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = make_contexte(request, espace, ("Corbeille", None), acteurs=list_ecartes(espace))
    return render(request, "acteurs/corbeille.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def restaurer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouve = get_object_or_404(list_ecartes(espace), pk=pk)
    restore(espace, ACTEUR, trouve, request.user)
    messages.success(request, f"« {trouve.nom} » est de nouveau dans le tableau.")
    return redirect(trouve)


def _list_homonymes(espace: Espace, trouve: Acteur) -> list[Acteur]:
    meme_nom = list_acteurs(espace).filter(nom_plie=trouve.nom_plie)
    return list(meme_nom.exclude(pk=trouve.pk)[:5])
