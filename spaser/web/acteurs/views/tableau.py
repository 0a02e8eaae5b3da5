"""The stakeholders seen as a table, by role, as a picture, and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from spaser.documents.cercles import Secteur, draw_cercles
from spaser.documents.classeur import Format
from spaser.documents.francais import pluriel
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.modele import RoleActeur
from spaser.metier.acteurs.tableau import write_acteur, write_modele
from spaser.metier.droits import Operation
from spaser.web.acteurs.forms import list_typologies
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.presentation import (
    GROUPES,
    cross,
    group_by_role,
    list_entetes,
    make_onglet,
    put_in_words,
)
from spaser.web.acteurs.selectors import (
    A_DEFINIR,
    TRIS,
    FiltreActeurs,
    list_acteurs,
    list_relances_dues,
)
from spaser.web.acteurs.views.commun import make_contexte
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.formulaires import list_choix
from spaser.web.socle.reponses import reply_classeur

PAR_PAGE: Final = 50
DESSINES_MAX: Final = 80  # more names than that and lines could no longer be told apart


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def tableau(request: HttpRequest, espace: Espace) -> HttpResponse:
    demande = FiltreActeurs.read(request.GET)
    trouves = list_acteurs(espace, demande).prefetch_related("personnes")
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = make_contexte(
        request,
        espace,
        page=page,
        lignes=put_in_words(page.object_list),
        entetes=[list_entetes([groupe], au_tableau=True) for groupe in GROUPES],
        tris=TRIS,
        demande=demande,
        total=list_acteurs(espace).count() if demande.filtre else page.paginator.count,
        dues=list_relances_dues(espace, timezone.localdate()).count(),
        typologies=[*list_typologies("Toutes"), (A_DEFINIR, "À préciser")],
        roles=[*list_choix(RoleActeur, "Tous"), (A_DEFINIR, "À définir")],
        formats=list(Format),
    )
    return render(request, "acteurs/tableau.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def roles(request: HttpRequest, espace: Espace) -> HttpResponse:
    acteurs = list(list_acteurs(espace))
    contexte = make_contexte(
        request, espace, ("Par rôle", None), groupes=group_by_role(acteurs), total=len(acteurs)
    )
    return render(request, "acteurs/roles.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def image(request: HttpRequest, espace: Espace) -> HttpResponse:
    acteurs = list(list_acteurs(espace))
    contexte = make_contexte(
        request,
        espace,
        ("Image", None),
        total=len(acteurs),
        dessines=DESSINES_MAX,
        aujourdhui=timezone.localdate(),
        rangs=cross(acteurs),
        roles=_list_cercles(),
        dessin=_draw(acteurs),
    )
    return render(request, "acteurs/image.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def atelier(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Feuille d’atelier", None),
        lignes=put_in_words(list_acteurs(espace)),
        vides=range(10),
        roles=list(RoleActeur),
        typologies=load_catalogue().typologies,
        aujourdhui=timezone.localdate(),
    )
    return render(request, "acteurs/atelier.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    """Give the table as it is filtered, in the programme's form; read back, it is the same."""
    choisis = list_acteurs(espace, FiltreActeurs.read(request.GET))
    catalogue = load_catalogue()
    onglet = make_onglet("Acteurs", (write_acteur(a.read(), catalogue) for a in choisis))
    notice = make_notice(
        espace,
        "Acteurs du territoire",
        ("Étapes", "Les deux étapes et les sept colonnes du tableau du programme."),
        ("Identifiant", "Ne le changez pas : à l’import, il retrouve un acteur, même renommé."),
        ("Personnes", "Leurs noms et coordonnées, notés à part, ne sont pas dans ce fichier."),
        ("Réimporter", "Modifiez la feuille « Acteurs », puis importez ce classeur sur ce site."),
    )
    return reply_classeur([onglet], classeur, f"acteurs-{espace.siren}", notice)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def modele(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    onglet = make_onglet("Acteurs", write_modele(load_catalogue()))
    notice = make_notice(
        espace,
        "Acteurs du territoire : modèle à remplir",
        ("Une ligne", "Un acteur. Seul « Nom de la structure » est nécessaire."),
        ("Typologie", "Sous une catégorie, ajoutez autant de lignes qu’il vous faut."),
        ("« Ex : »", "Les exemples ne sont pas importés : remplacez-les ou laissez-les."),
        ("Identifiant", "Laissez-le vide : il est donné à l’import."),
    )
    return reply_classeur([onglet], classeur, "acteurs-modele", notice)


def _list_cercles() -> list[str]:
    return [*(role.libelle for role in RoleActeur.du_centre()), "À définir"]


def _draw(acteurs: Sequence[Acteur]) -> str:
    """Draw the stakeholders, each with its name; when they are too many, the most involved."""
    du_centre = [*RoleActeur.du_centre(), ""]
    proches = sorted(acteurs, key=lambda acteur: du_centre.index(acteur.role))[:DESSINES_MAX]
    cercles = _list_cercles()
    secteurs = [
        Secteur(rang.titre, tuple(tuple(a.nom for a in case.acteurs) for case in rang.cases))
        for rang in cross(proches)
    ]
    description = (
        f"{pluriel(len(proches), 'acteur')}. Six cercles, du centre vers le bord : "
        f"{', '.join(cercles)}. Un secteur par typologie. La liste sous l’image donne les mêmes "
        "noms, avec leur rôle."
    )
    dessin = draw_cercles("image-acteurs", "Acteurs par rôle et par typologie", description,
                          cercles, secteurs)  # fmt: skip
    return mark_safe(dessin)  # noqa: S308 - `cercles` escapes every text it draws
