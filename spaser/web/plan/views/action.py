"""An action: read, added, changed, its steps, who takes part, what proves it, put aside."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.actions import load_actions
from spaser.metier.droits import Operation
from spaser.metier.indicateurs import load_bibliotheque
from spaser.metier.obligations.modele import load_obligations
from spaser.web.chiffres.suites import SuiteFamille, read_suites
from spaser.web.commun.corbeille import put_aside
from spaser.web.commun.historique import read_lignes
from spaser.web.commun.versions import VersionDepassee, save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.action import Cadre, FormAction, fill_action
from spaser.web.plan.forms.etapes import FormsEtapes
from spaser.web.plan.forms.partenaires import FormAcces
from spaser.web.plan.forms.preuve import OCTETS_MAX, FormPreuve
from spaser.web.plan.forms.structure import FormContributeur
from spaser.web.plan.lecture import ActionLue
from spaser.web.plan.models import Action, Contributeur, Etape, Preuve
from spaser.web.plan.partenaires import list_partenaires
from spaser.web.plan.selectors import list_actions, list_completes, list_preuves
from spaser.web.plan.services.actions import (
    ACTION,
    add_contributeur,
    add_preuve,
    change_etapes,
    create_action,
    mark_etape,
    move_action,
    remove_lien,
    save_action,
)
from spaser.web.plan.services.partenaires import name_sujet
from spaser.web.plan.views.commun import CHANGE, locate_action, make_contexte
from spaser.web.socle.envois import recoit
from spaser.web.socle.fichiers import serve_fichier
from spaser.web.socle.journal import list_inscriptions

HISTOIRE: int = 15

type FormRefuse = FormContributeur | FormPreuve | FormAcces

_FAUTIFS: Final = {FormContributeur: "Contributeur", FormPreuve: "Preuve", FormAcces: "Lien"}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def action(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return show_action(request, espace, find_action(list_completes(espace), pk))


@exige_espace(Operation.MODIFIER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    envoye = request.POST if request.method == "POST" else None
    initial = {"etat": "a_lancer", "place": request.GET.get("place", "")}
    form = FormAction(envoye, initial=initial, cadre=Cadre.read(espace))
    if form.is_valid():
        ajoutee = create_action(espace, form.read(), auteur_of(request))
        messages.success(request, f"« {ajoutee.titre} » est ajoutée : {ajoutee.code}.")
        return redirect(ajoutee)
    contexte = make_contexte(request, espace, ("Ajouter une action", None), form=form)
    return render(request, "plan/formulaire.html", contexte | {"titre": "Ajouter une action"})


@exige_espace(Operation.MODIFIER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    trouvee = list_completes(espace).filter(pk=pk).first()
    if trouvee is None:
        return _offer_again(request, espace)
    cadre = Cadre.read(espace, trouvee)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormAction(
            envoye,
            initial=fill_action(trouvee),
            version=trouvee.version,
            cadre=cadre,
            action=trouvee,
        ),
        lambda form: save_action(trouvee, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, f"« {trouvee.titre} » est enregistrée.")
        return redirect(trouvee)
    contexte = make_contexte(
        request,
        espace,
        (trouvee.titre, trouvee.get_absolute_url()),
        ("Modifier", None),
        form=form,
        action=trouvee,
        titre=f"Modifier {trouvee.code}",
    )
    return render(request, "plan/formulaire.html", contexte)


@exige_espace(Operation.MODIFIER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def etapes(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    trouvee = find_action(list_actions(espace), pk)
    formes = FormsEtapes(request.POST if request.method == "POST" else None, action=trouvee)
    enregistrees, version = None, request.POST.get("version", str(trouvee.version))
    if request.method == "POST" and formes.is_valid():
        lue = int(version) if version.isdecimal() else 0
        try:
            change_etapes(trouvee, formes.read(), auteur_of(request), lue)
        except VersionDepassee:
            enregistrees, version = Etape.objects.filter(action=trouvee), str(trouvee.version)
        else:
            messages.success(request, "Les étapes sont enregistrées.")
            return redirect(trouvee)
    contexte = make_contexte(
        request,
        espace,
        (trouvee.titre, trouvee.get_absolute_url()),
        ("Étapes", None),
        action=trouvee,
        lue=ActionLue(trouvee, timezone.localdate()),
        formes=formes,
        enregistrees=enregistrees,
        version=version,
    )
    return render(request, "plan/etapes.html", contexte)


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def etape_faite(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    siennes = Etape.objects.filter(action__in=list_actions(espace)).select_related("action__espace")
    etape = get_object_or_404(siennes, pk=pk)
    faite = request.POST.get("faite") != "non"
    try:
        mark_etape(etape, request.user, timezone.localdate() if faite else None)
    except VersionDepassee:
        messages.warning(request, CHANGE)
    else:
        messages.success(request, f"« {etape.titre} » {'est faite' if faite else 'reste à faire'}.")
    return redirect(f"{etape.action.get_absolute_url()}#etapes")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def contributeur_ajouter(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouvee = find_action(list_completes(espace), pk)
    form = FormContributeur(request.POST, espace=espace)
    if not form.is_valid():
        return show_action(request, espace, trouvee, form)
    add_contributeur(trouvee, form.read(), request.user)
    messages.success(request, "Le contributeur est ajouté.")
    return redirect(f"{trouvee.get_absolute_url()}#contributeurs")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def contributeur_retirer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    siens = Contributeur.objects.filter(pk=pk)
    return _remove(request, espace, siens, "Le contributeur est retiré.", "contributeurs")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
@recoit(OCTETS_MAX)
def preuve_ajouter(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouvee = find_action(list_completes(espace), pk)
    form = FormPreuve(request.POST, request.FILES, action=trouvee)
    if not form.is_valid():
        return show_action(request, espace, trouvee, form)
    add_preuve(trouvee, form.read(), request.user, form.envoi)
    messages.success(request, "La preuve est ajoutée.")
    return redirect(f"{trouvee.get_absolute_url()}#preuves")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve_fichier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponseBase:
    preuve = get_object_or_404(list_preuves(espace).exclude(fichier=None), pk=pk)
    assert preuve.fichier  # noqa: S101 - asked above
    return serve_fichier(preuve.fichier)


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def preuve_retirer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    siennes = Preuve.objects.filter(pk=pk)
    return _remove(request, espace, siennes, "La preuve est retirée.", "preuves")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def deplacer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouvee = find_action(list_actions(espace), pk)
    move_action(trouvee, -1 if request.POST.get("geste") == "monter" else 1, request.user)
    return redirect(locate_action(espace, pk, QueryDict()))


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def supprimer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Put an action in the bin of the space."""
    trouvee = find_action(list_actions(espace), pk)
    put_aside(espace, ACTION, trouvee, request.user)
    messages.success(
        request, f"« {trouvee.titre} » est dans la corbeille de l’espace pour trente jours."
    )
    return redirect("plan:plan", espace.siren)


def _remove[L: (Contributeur, Preuve)](
    request: RequeteConnectee,
    espace: Espace,
    lesquels: QuerySet[L],
    dit: str,
    ancre: str,
) -> HttpResponse:
    siens = lesquels.filter(action__in=list_actions(espace)).select_related("action__espace")
    lien = get_object_or_404(siens)
    remove_lien(lien, request.user)
    messages.success(request, dit)
    return redirect(f"{lien.action.get_absolute_url()}#{ancre}")


def find_action(actions: QuerySet[Action], pk: int) -> Action:
    """Return an action of the space, or 404."""
    return get_object_or_404(actions, pk=pk)


def _offer_again(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the form of a new action, filled with what was typed of one put aside meanwhile."""
    if request.method != "POST":
        raise Http404
    contexte = make_contexte(
        request,
        espace,
        ("Action supprimée", None),
        form=FormAction(request.POST, cadre=Cadre.read(espace)),
        titre="Cette action n’est plus dans le plan",
        remettre=reverse("plan:ajouter", args=[espace.siren]),
    )
    return render(request, "plan/formulaire.html", contexte, status=HTTPStatus.NOT_FOUND)


def show_action(
    request: HttpRequest, espace: Espace, trouvee: Action, refuse: FormRefuse | None = None
) -> HttpResponse:
    """Show an action; `refuse` is the form of its page that was sent and has to be mended."""
    obligations = {o.code: o for o in load_obligations()}
    lue = ActionLue(trouvee, timezone.localdate())
    contexte = make_contexte(
        request,
        espace,
        (trouvee.titre, None),
        action=trouvee,
        lue=lue,
        indicateurs=[(code, load_bibliotheque().find(code)) for code in trouvee.indicateurs],
        obligations=[obligations[code] for code in trouvee.obligations if code in obligations],
        modele=load_actions().find(trouvee.modele),
        pratiques=_list_pratiques(lue),
        attendues=[autre for autre in trouvee.attend.all() if autre.ecarte_le is None],
        sujet=name_sujet(trouvee),
        histoire=read_lignes(list_inscriptions(trouvee)[:HISTOIRE]),
        refuse=refuse,
        fautif=_FAUTIFS[type(refuse)] if refuse else "",
    )
    if contexte["modifier"]:
        contexte |= _make_forms(espace, trouvee, refuse)
    return render(request, "plan/action.html", contexte)


def _list_pratiques(lue: ActionLue) -> list[SuiteFamille]:
    suites = read_suites(lue.jour, "pratiques") if lue.familles else {}
    return [suite for nom in dict.fromkeys(lue.familles) for suite in suites.get(nom, ())]


def _make_forms(espace: Espace, trouvee: Action, refuse: FormRefuse | None) -> dict[str, Any]:
    partenaires = list_partenaires(trouvee)
    formes: dict[str, Any] = {
        "form_contributeur": FormContributeur(espace=espace),
        "form_preuve": FormPreuve(action=trouvee),
        "partenaires": partenaires,
    }
    if partenaires and not espace.est_essai:
        formes["form_acces"] = FormAcces(partenaires=partenaires)
    match refuse:
        case FormContributeur():
            formes["form_contributeur"] = refuse
        case FormPreuve():
            formes["form_preuve"] = refuse
        case FormAcces():
            formes["form_acces"] = refuse
    return formes
