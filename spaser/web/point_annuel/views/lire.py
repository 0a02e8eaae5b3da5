"""The yearly reviews of a space, and one of them: frozen, or as known today."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.point_annuel.textes import sum_up, tell_action, write_connue
from spaser.metier.droits import Operation
from spaser.metier.point_annuel.modele import GroupeActions, find_valeur
from spaser.web.cibles.selectors import read_suivi
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.selectors import PointLu, list_annees, list_points
from spaser.web.point_annuel.views.commun import (
    describe_etape,
    fil_point,
    get_point,
    show_groupes,
)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def points(request: HttpRequest, espace: Espace) -> HttpResponse:
    connus = {point.annee: point for point in list_points(espace)}
    annees = list_annees(connus.values(), timezone.localdate())
    contexte = {
        "fil": fil_point(request, espace),
        "espace": espace,
        "annees": [(annee, connus.get(annee)) for annee in annees],
    }
    return render(request, "point_annuel/points.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def point(request: HttpRequest, espace: Espace, annee: int) -> HttpResponse:
    lu = get_point(espace, annee)
    clore = peut_dans(request, espace, Operation.CLORE_POINT_ANNUEL)
    contexte = {
        "fil": fil_point(request, espace, (str(annee), None)),
        "espace": espace,
        "lu": lu,
        "etape": describe_etape(lu),
        "groupes": show_groupes(lu),
        "resume": sum_up(lu.contenu),
        "actions": [
            (groupe, [(action, tell_action(action)) for action in actions])
            for groupe in GroupeActions
            if (actions := lu.contenu.list_groupe(groupe))
        ],
        "ecarts": list(_list_ecarts(lu)) if clore and lu.est_clos else [],
        "preparer": peut_dans(request, espace, Operation.PREPARER_POINT_ANNUEL),
        "clore": clore,
        "formes": ("docx", "odt", "pdf", "pptx"),
    }
    return render(request, "point_annuel/point.html", contexte)


def _list_ecarts(lu: PointLu) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is known otherwise since: key, name, what holds here, what is known today.

    Where an erratum holds, a value that is still the frozen one tells nothing new.
    """
    actuelles = {ligne.vise.cle: ligne for ligne in read_suivi(lu.espace, lu.annee).lignes}
    for ligne in lu.contenu.lignes:
        dit, autre = ligne.indicateur, actuelles.get(ligne.indicateur.cle)
        valeur = autre.valeur if autre else None
        if valeur is None or valeur.unite != dit.unite:
            continue
        tenue = find_valeur(ligne, lu.corrections)
        ici = write_connue(tenue, dit.unite)
        if valeur.valeur not in {tenue, ligne.resultat.valeur} and valeur.texte != ici:
            yield dit.cle, dit.nom, ici, valeur.texte
