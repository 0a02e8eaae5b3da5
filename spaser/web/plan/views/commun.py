"""What every page of the plan shows: its breadcrumb, its pages, what one may do there."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.web.organisations.espaces import Pas, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.plan.selectors import list_courtes
from spaser.web.plan.tableau import FiltrePlan, find_page, list_gardees

TITRE: Final = "Mon plan"
CHANGE: Final = "Le plan a changé pendant ce temps : rien n’est écrit. Relisez, puis recommencez."
_PAGES: Final = (
    ("plan", "Tableau"),
    ("pilotes", "Par pilote"),
    ("calendrier", "Calendrier"),
    ("instance", "Pour l’instance"),
    ("changements", "Ce qui a changé"),
    ("structure", "Axes et objectifs"),
    ("bibliotheque", "Bibliothèque"),
    ("editions", "Éditions"),
)


def fil_plan(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("plan:plan", args=[espace.siren]) if suite else None
    return fil_espace(request, espace, (TITRE, racine), *suite)


def make_contexte(
    request: HttpRequest, espace: Espace, *suite: Pas, **encore: Any
) -> dict[str, Any]:
    return {
        "fil": fil_plan(request, espace, *suite),
        "espace": espace,
        "pages": [
            (titre, adresse, request.path == adresse)
            for nom, titre in _PAGES
            for adresse in [reverse(f"plan:{nom}", args=[espace.siren])]
        ],
        "modifier": peut_dans(request, espace, Operation.MODIFIER_PLAN),
        "structurer": peut_dans(request, espace, Operation.STRUCTURER_PLAN),
        "relayer": peut_dans(request, espace, Operation.PASSER_LA_MAIN),
        **encore,
    }


def locate_action(espace: Espace, pk: int, demande: QueryDict) -> str:
    """Return where an action stands in the table, filtered as an address asks."""
    gardees = list_gardees(list_courtes(espace), FiltrePlan.read(demande), timezone.localdate())
    suite, page = demande.copy(), find_page(gardees, pk)
    suite.pop("page", None)
    if page > 1:
        suite["page"] = str(page)
    filtres = f"?{suite.urlencode()}" if suite else ""
    return f"{reverse('plan:plan', args=[espace.siren])}{filtres}#action-{pk}"
