"""« Ce qui a changé depuis »: what became of each action since a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.paginator import Paginator
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from dsfr.forms import DsfrBaseForm

from spaser.metier.droits import Operation
from spaser.metier.plan.changements import Change, Note, sum_changes
from spaser.web.commun.historique import list_evenements
from spaser.web.commun.outils import list_vocabulaires
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action
from spaser.web.plan.tableau import PAR_PAGE
from spaser.web.plan.views.commun import make_contexte
from spaser.web.socle.formulaires import ChampJour
from spaser.web.socle.models import Evenement

_D_ABORD: Final = timedelta(days=30)


class FormDepuis(DsfrBaseForm):
    depuis = ChampJour("Depuis le")


@dataclass(frozen=True)
class ChangeLu:
    """What became of an action, and its page if it is still there."""

    nom: str
    change: Change
    action: Action | None
    gestes: list[str]


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def changements(request: HttpRequest, espace: Espace) -> HttpResponse:
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
    page = Paginator(touchees.order_by("debut", "rang"), PAR_PAGE).get_page(request.GET.get("page"))
    ici = [touchee["objet_id"] for touchee in page.object_list]
    ordre = list(des_actions.filter(objet_id__in=ici).order_by("quand", "pk"))
    du_plan = evenements.filter(geste__startswith="plan.").order_by("quand", "pk")
    contexte = make_contexte(
        request,
        espace,
        ("Ce qui a changé", None),
        form=form,
        depuis=depuis,
        page=page,
        changes=list(_list_changes(espace, ordre)),
        autres=[_tell(e.geste) for e in du_plan[:PAR_PAGE]] if page.number == 1 else [],
    )
    return render(request, "plan/changements.html", contexte)


def _list_changes(espace: Espace, evenements: list[Evenement]) -> Iterator[ChangeLu]:
    notes = [
        Note(e.objet_id, e.details.get("nom", ""), e.geste, e.details.get("change", {}))
        for e in evenements
    ]
    changes = sum_changes(notes)
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
