"""« Mon schéma »: the outline, and the page that changes its shape."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.rendus import Forme
from spaser.metier.droits import Operation
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import Pas, exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.redaction.forms import FormEcart, FormRubrique
from spaser.web.redaction.selectors import RubriqueLue, SchemaLu, read_schema
from spaser.web.redaction.services.structure import (
    add_rubrique,
    delete_rubrique,
    rename_rubrique,
    set_aside,
    swap_rubriques,
    take_back,
)

TITRE = "Mon schéma"


def fil_schema(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("redaction:schema", args=[espace.siren]) if suite else None
    return fil_espace(request, espace, (TITRE, racine), *suite)


def get_rubrique(schema: SchemaLu, code: str) -> RubriqueLue:
    """Return a heading of the scheme; 404 for any other."""
    rubrique = schema.find(code)
    if rubrique is None:
        raise Http404
    return rubrique


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def schema(request: HttpRequest, espace: Espace) -> HttpResponse:
    lu = read_schema(espace)
    contexte = {
        "fil": fil_schema(request, espace),
        "espace": espace,
        "schema": lu,
        "formes": list(Forme),
        "ecrire": peut_dans(request, espace, Operation.REDIGER_SCHEMA),
        "deposer": peut_dans(request, espace, Operation.DEPOSER_SPASER),
    }
    return render(request, "redaction/schema.html", contexte)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_safe
def organiser(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_schema(request, espace, ("Organiser les rubriques", None)),
        "espace": espace,
        "schema": read_schema(espace),
    }
    return render(request, "redaction/organiser.html", contexte)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    lu = read_schema(espace)
    form = FormRubrique(
        request.POST if request.method == "POST" else None,
        initial={"partie": request.GET.get("partie", "")},
        parties=_list_parties(lu),
    )
    if form.is_valid():
        champs = form.read()
        nee = add_rubrique(espace, champs["titre"], champs["partie"], auteur_of(request))
        messages.success(request, f"« {nee.titre} » est ajoutée. Écrivez-la quand vous voulez.")
        return redirect("redaction:rubrique", espace.siren, nee.code)
    return _ask(request, espace, "Ajouter une rubrique", form, bouton="Ajouter cette rubrique")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def renommer(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    lu = read_schema(espace)
    rubrique = get_rubrique(lu, code)

    def read() -> FormRubrique:
        actuelle = _read_again(request, espace, rubrique)
        return FormRubrique(
            request.POST if request.method == "POST" else None,
            initial={"titre": actuelle.titre, "partie": actuelle.partie},
            version=_find_version(actuelle),
            parties=_list_parties(lu),
            libre=actuelle.est_libre,
        )

    def save(form: FormRubrique) -> None:
        champs = form.read()
        partie = champs.get("partie", rubrique.partie)
        qui = auteur_of(request)
        rename_rubrique(espace, rubrique, champs["titre"], partie, qui, form.actuelle)

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Le titre est enregistré.")
        return redirect("redaction:organiser", espace.siren)
    titre = f"Renommer « {rubrique.titre} »"
    return _ask(request, espace, titre, form, bouton="Enregistrer")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ecarter(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    rubrique = get_rubrique(read_schema(espace), code)

    def read() -> FormEcart:
        actuelle = _read_again(request, espace, rubrique)
        return FormEcart(
            request.POST if request.method == "POST" else None,
            initial={"raison": actuelle.ecartee_pour},
            version=_find_version(actuelle) if actuelle.ecartee_pour else None,
        )

    def save(form: FormEcart) -> None:
        set_aside(espace, rubrique, form.read()["raison"], auteur_of(request), form.actuelle)

    form = save_form(read, save)
    if form is None:
        messages.success(request, f"« {rubrique.titre} » est écartée. Son texte est gardé.")
        return redirect("redaction:schema", espace.siren)
    titre = f"Écarter « {rubrique.titre} »"
    return _ask(request, espace, titre, form, bouton="Écarter cette rubrique")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def reprendre(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    rubrique = get_rubrique(read_schema(espace), code)
    take_back(espace, rubrique, auteur_of(request))
    messages.success(request, f"« {rubrique.titre} » est de nouveau dans votre schéma.")
    return redirect("redaction:schema", espace.siren)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def deplacer(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    lu = read_schema(espace)
    rubrique = get_rubrique(lu, code)
    voisine = request.POST.get("voisine", "")
    partie = lu.find_partie(rubrique)
    if not swap_rubriques(espace, partie, rubrique, voisine, auteur_of(request)):
        messages.warning(request, "L’ordre a changé entre-temps : le voici, rien n’a bougé.")
    adresse = reverse("redaction:organiser", args=[espace.siren])
    return redirect(f"{adresse}#rubrique-{code}")


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def supprimer(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Take out a heading that was added and holds no words."""
    rubrique = get_rubrique(read_schema(espace), code)
    if delete_rubrique(espace, rubrique, auteur_of(request)):
        messages.success(request, f"« {rubrique.titre} » est supprimée.")
    else:
        messages.warning(
            request,
            "Cette rubrique ne se supprime pas : elle vient du plan, ou quelqu’un y a écrit. "
            "Vous pouvez l’écarter, son texte sera gardé.",
        )
    return redirect("redaction:organiser", espace.siren)


def _list_parties(lu: SchemaLu) -> list[tuple[int, str]]:
    return [(partie.numero, f"{partie.numero}. {partie.titre}") for partie in lu.parties]


def _read_again(request: HttpRequest, espace: Espace, rubrique: RubriqueLue) -> RubriqueLue:
    """Return a heading as it stands when somebody saves."""
    if request.method != "POST":
        return rubrique
    return get_rubrique(read_schema(espace), rubrique.code)


def _find_version(rubrique: RubriqueLue) -> int | None:
    return rubrique.redaction.version if rubrique.redaction else None


def _ask(
    request: HttpRequest, espace: Espace, titre: str, form: FormRubrique | FormEcart, bouton: str
) -> HttpResponse:
    contexte = {
        "fil": fil_schema(request, espace, (titre, None)),
        "espace": espace,
        "titre": titre,
        "form": form,
        "bouton": bouton,
        "retour": reverse("redaction:schema", args=[espace.siren]),
    }
    return render(request, "redaction/demander.html", contexte)
