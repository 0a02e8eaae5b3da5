"""The grid of a space: on a page, on paper, as a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format
from spaser.metier.droits import Operation
from spaser.metier.grille.modele import DU_PROGRAMME, Priorite
from spaser.metier.indicateurs import Rubrique
from spaser.web.commun.outils import list_objectifs
from spaser.web.grille.exports import list_onglets
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import group_lignes, name_ligne, sort_lignes
from spaser.web.organisations.espaces import Pas, exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur

TITRE = "Grille des indicateurs"


def fil_grille(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("grille:grille", args=[espace.siren]) if suite else None
    return fil_espace(request, espace, (TITRE, racine), *suite)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def grille(request: HttpRequest, espace: Espace) -> HttpResponse:
    groupes = _tell_vises(espace)
    lignes = [ligne for _, groupe in groupes for ligne, _ in groupe]
    contexte = {
        "fil": fil_grille(request, espace),
        "espace": espace,
        "groupes": groupes,
        "colonnes": DU_PROGRAMME,
        "nombre": len(lignes),
        "retenues": sum(ligne.retenu for ligne in lignes),
        "formats": list(Format),
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }
    return render(request, "grille/grille.html", contexte)


def _tell_vises(espace: Espace) -> list[tuple[Rubrique, list[tuple[LigneGrille, str]]]]:
    objectifs = list_objectifs(espace)

    def tell(ligne: LigneGrille) -> str:
        return " ; ".join(objectif.enonce for objectif in objectifs.get(name_ligne(ligne), ()))

    return [(r, [(ligne, tell(ligne)) for ligne in lignes]) for r, lignes in group_lignes(espace)]


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def papier(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_grille(request, espace, ("Version papier", None)),
        "espace": espace,
        "groupes": _tell_vises(espace),
        "colonnes": DU_PROGRAMME,
        "vides": range(3),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "grille/papier.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    notice = make_notice(
        espace,
        "Grille de questionnement",
        ("Priorité", " ; ".join(priorite.libelle for priorite in Priorite)),
        ("Réimporter", "Modifiez la feuille « Grille », puis importez ce classeur sur ce site."),
    )
    onglets = list_onglets(sort_lignes(espace))
    return reply_classeur(onglets, classeur, f"grille-{espace.siren}", notice)
