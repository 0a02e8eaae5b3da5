"""How each figure is computed: public pages, written from the definitions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.reperes import BASES_DIFFERENTES
from spaser.documents.vue_bilan import THEMES, name_statut
from spaser.donnees.indicateurs import fiches
from spaser.donnees.indicateurs.demande import DEFINITIONS, DEMANDES
from spaser.metier.loi import TITRE, read_loi
from spaser.metier.reperes import list_nationales
from spaser.web.organisations.acces import ouverte_a_tous


@ouverte_a_tous
@require_safe
def methodes(request: HttpRequest) -> HttpResponse:
    toutes = fiches()
    contexte = {
        "fil": [("Méthodes de calcul", None)],
        "themes": [
            (nom, [fiche for fiche in toutes if fiche.theme == theme])
            for theme, nom in THEMES.items()
        ]
        + [("Calculés à la demande", [indicateur.fiche() for indicateur in DEMANDES])],
    }
    return render(request, "chiffres/methodes.html", contexte)


@ouverte_a_tous
@require_safe
def loi(request: HttpRequest) -> HttpResponse:
    """Say what the law asks of a scheme and of consultations, and what it does not fix."""
    contexte = {
        "fil": [("Méthodes de calcul", reverse("chiffres:methodes")), (TITRE, None)],
        "titre": TITRE,
        "parties": read_loi(timezone.localdate()),
    }
    return render(request, "chiffres/loi.html", contexte)


@ouverte_a_tous
@require_safe
def methode(request: HttpRequest, code: str) -> HttpResponse:
    if code not in DEFINITIONS:
        raise Http404
    indicateur = DEFINITIONS[code]
    contexte = {
        "fil": [("Méthodes de calcul", reverse("chiffres:methodes")), (code, None)],
        "fiche": indicateur.fiche(),
        "limites": indicateur.limites_dites,
        "population": indicateur.population.texte,
        "statut": name_statut(indicateur.code, indicateur.statut),
        "nationales": list_nationales(code),
        "bases": BASES_DIFFERENTES,
    }
    return render(request, "chiffres/methode.html", contexte)
