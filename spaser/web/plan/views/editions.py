"""The editions of a plan: those that ended, and the end of the one in force."""

from __future__ import annotations

from typing import Any, Final, Self

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.metier.droits import Operation
from spaser.metier.plan.modele import NOM_MAX, TEXTE_MAX, TITRE_MAX, EtatAction
from spaser.web.commun.versions import FormVersionne, read_envoi, save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action, Edition, PlanActions
from spaser.web.plan.selectors import OUVERTES, find_plan, list_courtes, list_editions
from spaser.web.plan.services.editions import Suivante, close_edition
from spaser.web.plan.tableau import PAR_PAGE, FiltrePlan, list_gardees
from spaser.web.plan.views.commun import CHANGE, make_contexte
from spaser.web.socle.formulaires import ChampJour

OFFERTES_MAX: Final = 200  # actions that may be dropped there; each has its own page for that


class FormEdition(FormVersionne, DsfrBaseForm):
    """How the edition in force ends, and how the next one begins; a reason for each drop."""

    bilan = forms.CharField(
        label="Bilan de l’édition qui s’achève",
        required=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea({"rows": 6}),
        help_text="Ce qui a été fait, ce qui ne l’a pas été, ce que l’on en retient.",
    )
    titre = forms.CharField(
        label="Nom de l’édition suivante",
        max_length=NOM_MAX,
        help_text="Par exemple « SPASER 2031-2035 ».",
        error_messages={"required": "Donnez un nom à l’édition suivante."},
    )
    debut = ChampJour("Son premier jour")
    fin = ChampJour("Son dernier jour")

    def __init__(
        self,
        *args: Any,
        reglage: PlanActions | None,
        actions: QuerySet[Action],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, version=reglage.version if reglage else None, **kwargs)
        self.reglage = reglage
        self.actions = [*actions.filter(OUVERTES)[:OFFERTES_MAX]]
        self.finies = actions.exclude(OUVERTES).count()

    @classmethod
    def over(cls, espace: Espace, envoi: QueryDict | None) -> Self:
        reglage = find_plan(espace)
        return cls(
            envoi,
            reglage=reglage,
            actions=list_gardees(list_courtes(espace), FiltrePlan(), timezone.localdate()),
        )

    def read_abandons(self) -> dict[int, str]:
        return {
            action.pk: motif[:TITRE_MAX]
            for action in self.actions
            if (motif := " ".join(self.data.get(f"motif-{action.pk}", "").split()))
        }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def editions(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Éditions", None),
        editions=list_editions(espace),
        reglage=find_plan(espace),
    )
    return render(request, "plan/editions.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def edition(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    trouvee = get_object_or_404(list_editions(espace).select_related("arretee_par"), pk=pk)
    libelles = {etat.value: etat.libelle for etat in EtatAction}
    page = Paginator(trouvee.actions, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = make_contexte(
        request,
        espace,
        (trouvee.titre, None),
        edition=trouvee,
        page=page,
        actions=[a | {"libelle": libelles.get(a["etat"], a["etat"])} for a in page.object_list],
    )
    return render(request, "plan/edition.html", contexte)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def arreter(request: HttpRequest, espace: Espace) -> HttpResponse:
    if not list_courtes(espace).exists():
        messages.info(request, "Le plan n’a pas encore d’action : il n’y a rien à arrêter.")
        return redirect("plan:editions", espace.siren)
    arretees: list[Edition] = []
    form = save_form(
        lambda: FormEdition.over(espace, read_envoi(request)),
        lambda form: arretees.append(_close(espace, form, auteur_of(request))),
    )
    if form is None:
        (arretee,), suivante = arretees, find_plan(espace)
        messages.success(request, f"« {arretee.titre} » est arrêtée ; « {suivante} » commence.")
        return redirect("plan:edition", espace.siren, arretee.pk)
    if form.is_valid():  # others changed it and back: VersionDepassee all the same
        messages.warning(request, CHANGE)
    contexte = make_contexte(
        request,
        espace,
        ("Arrêter l’édition", None),
        form=form,
        actions=[(action, form.data.get(f"motif-{action.pk}", "")) for action in form.actions],
        maximum=OFFERTES_MAX,
        finies=form.finies,
        reglage=form.reglage,
    )
    return render(request, "plan/arreter.html", contexte)


def _close(espace: Espace, form: FormEdition, auteur: Utilisateur) -> Edition:
    lus = form.cleaned_data
    suivante = Suivante(lus["titre"], {"debut": lus["debut"], "fin": lus["fin"]})
    abandons = form.read_abandons()
    return close_edition(espace, lus["bilan"], abandons, suivante, auteur, form.actuelle)
