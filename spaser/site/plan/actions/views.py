"""The plan seen as a table, by pilot, on a timeline, on a page for who decides; taken away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, islice
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import FormatClasseur
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.droits import Operation
from spaser.regles.plan import A_RANGER, Change, EtatAction, GesteJournal, sum_changes
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.historique import list_evenements
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.identite import find_instance
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import list_vocabulaires
from spaser.site.plan.actions import pages_plan, plan_lu, services
from spaser.site.plan.actions.forms import Cadre, FormLigneAction
from spaser.site.plan.actions.partenaires import locate_action, make_contexte
from spaser.site.plan.actions.relais import read_entrees
from spaser.site.plan.models.actions import SUIVIS, Action
from spaser.site.socle.formulaires import ask_jour, list_choix
from spaser.site.socle.models import Evenement
from spaser.site.socle.requetes import reply_classeur, stream_csv
from spaser.site.socle.versions import save_form
from spaser.site.socle.vues import Rendu, shows

TETE: Final = 12  # what a body that decides reads of a list


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def plan(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace)


@exige_espace(Operation.MODIFIER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def ligne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    action = get_object_or_404(services.list_actions(espace), pk=pk)
    cadre = Cadre.read(espace, action)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormLigneAction(
            envoye,
            version=action.version,
            cadre=cadre,
            action=action,
        ),
        lambda form: services.save_action(action, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, f"« {action.titre} » est enregistrée.")
        return redirect(locate_action(espace, pk, request.GET))
    return _show(request, espace, ouverte=pk, titre_ouvert=action.titre, form=form, action=action)


@exige_espace(Operation.VOIR_ESPACE)
@shows("plan/pilotes.html")
def pilotes(request: HttpRequest, espace: Espace) -> Rendu:
    page, groupes = pages_plan.read_par_pilote(espace, request.GET.get("page"))
    return make_contexte(request, espace, ("Par pilote", None), page=page, groupes=groupes)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def calendrier(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Lead an address that was given once to the plan, whose rows hold their line of time."""
    return redirect("plan:plan", espace.siren, permanent=True)


@exige_espace(Operation.VOIR_ESPACE)
@shows("plan/instance.html")
def instance(request: HttpRequest, espace: Espace) -> Rendu:
    jour, courtes = timezone.localdate(), services.list_courtes(espace).prefetch_related(None)
    comptes = pages_plan.count_actions(courtes, jour)
    sans, quittee = comptes.pilotes.get(plan_lu.SANS_PILOTE), EtatAction.ABANDONNEE.value
    return make_contexte(
        request,
        espace,
        ("Pour l’instance de décision", None),
        comptes=comptes,
        bilan=_list_bilan(espace, comptes),
        en_retard=[
            plan_lu.ActionLue(action, jour)
            for action in pages_plan.list_retards(espace, jour)[:TETE]
        ],
        sans_pilote=courtes.filter(services.OUVERTES, sans.qui)[: TETE + 1] if sans else [],
        abandons=courtes.filter(etat=quittee)[: pages_plan.PAR_PAGE + 1]
        if comptes.count(etat=quittee)
        else [],
        preuves=_list_prouvees(espace),
        reglage=services.find_plan(espace),
        instance=find_instance(espace),
        aujourdhui=jour,
    )


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def plan_export(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponseBase:
    jour = timezone.localdate()
    gardees = pages_plan.list_gardees(
        services.list_completes(espace), pages_plan.FiltrePlan.read(request.GET), jour
    )
    onglets, nom = (
        plan_lu.list_onglets_plan(gardees, plan_lu.name_actions(espace), jour),
        f"plan-{espace.siren}",
    )
    if classeur is FormatClasseur.CSV:
        return stream_csv(onglets[0], nom)
    notice = make_notice(
        espace,
        "Plan d’actions",
        ("États", " ; ".join(etat.libelle for etat in EtatAction)),
        ("Dates", "Un mois (06/2027) ou un jour (15/06/2027)."),
        ("Étapes", "Une par ligne : « Titre | échéance | faite le 15/06/2027 »."),
        ("Code", "Donné par ce site : gardez-le, il retrouve l’action."),
    )
    return reply_classeur(onglets, classeur, nom, notice)


def _show(request: HttpRequest, espace: Espace, ouverte: int = 0, **encore: Any) -> HttpResponse:
    demande = pages_plan.FiltrePlan.read(request.GET)
    lu = pages_plan.read_page_plan(espace, demande, request.GET.get("page"), ouverte)
    contexte = make_contexte(
        request,
        espace,
        plan=lu,
        page=lu.page,
        ouverte=ouverte,
        demande=demande,
        axes=[*lu.titres, (pages_plan.SANS_AXE, A_RANGER)],
        pilotes=lu.comptes.choix_pilotes,
        etats=list_choix(EtatAction, "Tous"),
        familles=read_familles().items(),
        formats=list(FormatClasseur),
        filtrer=lu.comptes.total >= pages_plan.FILTRES_DES or demande.filtre,
        racine=reverse("plan:plan", args=[espace.siren]),
        filtres_gardes=f"?{request.GET.urlencode()}" if request.GET else "",
        **encore,
    )
    contexte["a_entrer"] = len(read_entrees(espace).actions) if contexte["structurer"] else 0
    return render(request, "plan/plan.html", contexte)


def _list_bilan(espace: Espace, comptes: pages_plan.Comptes) -> Iterator[tuple[str, int, int, int]]:
    for pk, titre in (*services.list_axes(espace).values_list("pk", "titre"), (None, A_RANGER)):
        nombre = comptes.count(axe=pk)
        if pk or nombre:
            finies = comptes.count(axe=pk, etat=EtatAction.TERMINEE.value)
            yield titre, nombre, comptes.count("retards", axe=pk), finies


def _list_prouvees(espace: Espace) -> list[tuple[str, str]]:
    """Return the first actions that something proves, with what; a refused file proves nothing."""
    tenues = (p for p in services.list_preuves(espace).iterator() if not p.refusee)
    groupes = groupby(tenues, key=lambda preuve: preuve.action)
    return [
        (action.titre, " ; ".join(preuve.libelle for preuve in siennes))
        for action, siennes in islice(groupes, pages_plan.PAR_PAGE + 1)
    ]


# --- « Ce qui a changé depuis »: what became of each action since a day ---


_D_ABORD: Final = timedelta(days=30)


class FormDepuis(DsfrBaseForm):
    depuis = ask_jour("Depuis le")


@dataclass(frozen=True)
class ChangeLu:
    """What became of an action, and its page if it is still there."""

    nom: str
    change: Change
    action: Action | None
    gestes: list[str]


@exige_espace(Operation.VOIR_ESPACE)
@shows("plan/changements.html")
def changements(request: HttpRequest, espace: Espace) -> Rendu:
    d_abord = timezone.localdate() - _D_ABORD
    form = FormDepuis(request.GET if "depuis" in request.GET else None, initial={"depuis": d_abord})
    depuis = (form.cleaned_data["depuis"] or d_abord) if form.is_valid() else d_abord
    evenements = list_evenements(espace).filter(
        Q(geste__startswith="action.") | Q(geste__startswith="plan."), quand__date__gte=depuis
    )
    des_actions = evenements.filter(geste__startswith="action.")
    touchees = (
        des_actions.order_by().values("objet_id").annotate(debut=Min("quand"), rang=Min("pk"))
    )
    page = Paginator(touchees.order_by("debut", "rang"), pages_plan.PAR_PAGE).get_page(
        request.GET.get("page")
    )
    ici = [touchee["objet_id"] for touchee in page.object_list]
    ordre = list(des_actions.filter(objet_id__in=ici).order_by("quand", "pk"))
    du_plan = evenements.filter(geste__startswith="plan.").order_by("quand", "pk")
    return make_contexte(
        request,
        espace,
        ("Ce qui a changé", None),
        form=form,
        depuis=depuis,
        page=page,
        changes=list(_list_changes(espace, ordre)),
        autres=[_tell(e.geste) for e in du_plan[: pages_plan.PAR_PAGE]] if page.number == 1 else [],
    )


def _list_changes(espace: Espace, evenements: list[Evenement]) -> Iterator[ChangeLu]:
    notes = [
        GesteJournal(e.objet_id, e.details.get("nom", ""), e.geste, e.details.get("change", {}))
        for e in evenements
    ]
    changes = sum_changes(notes, SUIVIS)
    numeros = [int(numero) for numero in changes if numero.isdecimal()]
    actions = Action.objects.filter(espace=espace).select_related("espace").in_bulk(numeros)
    for numero, change in changes.items():
        action = actions.get(int(numero)) if numero.isdecimal() else None
        nom = f"{action.code} {action.titre}" if action else change.nom
        presente = action if action and action.ecarte_le is None else None
        dits = sorted({_tell(geste) for geste in change.gestes})
        yield ChangeLu(nom or "Une action supprimée", change, presente, dits)


def _tell(geste: str) -> str:
    mots = list_vocabulaires().get(geste.partition(".")[0])
    return mots.tell(geste) if mots else geste
