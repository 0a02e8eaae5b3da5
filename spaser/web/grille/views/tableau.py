"""« Mes chiffres »: what a buyer follows, read, printed, handed over."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format
from spaser.documents.reperes import BASES_DIFFERENTES
from spaser.documents.vue_bilan import CODES_LEGAUX
from spaser.metier.droits import Operation
from spaser.metier.grille.choix import IndicateurSuggere
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import list_suggestions, sort_lignes
from spaser.web.grille.tableau import (
    has_choix,
    make_onglet,
    read_tableau,
)
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur

TITRE = "Mes chiffres"
PROPOSES = 3  # beside the lines of the law, while nothing is chosen


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def tableau(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, sort_lignes(espace))


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def tableau_export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    lu = read_tableau(espace, sort_lignes(espace))
    notice = make_notice(
        espace,
        TITRE,
        ("Compté sur", "Le mieux connu : dépense payée, sinon marchés corrigés, sinon publiés."),
        ("Sources", " ; ".join(lu.situation.sources)),
        ("Fourchette", "Toutes les réponses manquantes à non, puis toutes à oui."),
        ("Départ", "La première année entière qui a assez de données pour conclure."),
        ("Méthode", request.build_absolute_uri(reverse("chiffres:methodes"))),
    )
    return reply_classeur([make_onglet(lu)], classeur, f"mes-chiffres-{espace.siren}", notice)


def _show(request: HttpRequest, espace: Espace, lignes: Sequence[LigneGrille]) -> HttpResponse:
    lu, a_choisir = read_tableau(espace, lignes), has_choix(lignes)
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        "tableau": lu,
        "situation": lu.situation,
        "bases": BASES_DIFFERENTES,
        "etendue": read_etendue(find_perimetre(espace), lu.situation.publie.nb_concessions),
        "a_choisir": a_choisir,
        "suggestions": [] if lu.choisis or a_choisir else _suggest(espace),
        "formats": list(Format),
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "grille/tableau.html", contexte)


def _suggest(espace: Espace) -> list[IndicateurSuggere]:
    autres = (s for s in list_suggestions(espace) if s.fiche.code not in CODES_LEGAUX)
    return list(autres)[:PROPOSES]
