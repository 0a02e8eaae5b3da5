"""What people write of a year: its words, the act that closes it, errata."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.web.commun.versions import make_demande, read_envoi, save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.forms import FormErratum, FormFermeture, FormTextes
from spaser.web.point_annuel.selectors import PointLu, find_point
from spaser.web.point_annuel.services import (
    DEJA_CLOS,
    RIEN,
    FermetureRefusee,
    add_erratum,
    close,
    save_textes,
    sign,
)
from spaser.web.point_annuel.views.commun import describe_etape, fil_point, get_point, show_groupes

CHAMPS = ("bilan", "demandes", "commentaires")
CLOSE = "Cette année est close : elle ne change plus que par un erratum."
OUVERTE = "Cette année n’est pas close : corrigez la valeur elle-même, dans « Cibles et valeurs »."


@exige_espace(Operation.PREPARER_POINT_ANNUEL)
@require_http_methods(["GET", "HEAD", "POST"])
def textes(request: HttpRequest, espace: Espace, annee: int) -> HttpResponse:
    lu = get_point(espace, annee)
    if lu.est_clos:
        return _leave(request, espace, annee, CLOSE)

    def read() -> FormTextes:
        point = find_point(espace, annee)
        return FormTextes(
            read_envoi(request),
            lignes=lu.contenu.lignes,
            initial={nom: getattr(point, nom) for nom in CHAMPS} if point else {},
            version=point.version if point else None,
        )

    def save(form: FormTextes) -> None:
        save_textes(espace, annee, form.read(), auteur_of(request), form.actuelle)

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Vos textes sont enregistrés.")
        return redirect("point_annuel:point", espace.siren, annee)
    contexte = _contexte(request, lu, form, f"Textes du point annuel {annee}", "Enregistrer")
    return render(request, "commun/demander.html", contexte)


@exige_espace(Operation.CLORE_POINT_ANNUEL)
@require_http_methods(["GET", "HEAD", "POST"])
def clore(request: HttpRequest, espace: Espace, annee: int) -> HttpResponse:
    lu = get_point(espace, annee)
    if not lu.peut_clore:
        return _leave(request, espace, annee, DEJA_CLOS if lu.est_clos else _refuse(lu))
    empreinte = sign(lu.contenu)
    form = FormFermeture(read_envoi(request), initial={"empreinte": empreinte})
    if form.is_valid():
        try:
            close(espace, annee, form.cleaned_data["empreinte"], auteur_of(request))
        except FermetureRefusee as refus:
            messages.error(request, str(refus))
            return redirect("point_annuel:clore", espace.siren, annee)
        messages.success(request, f"L’année {annee} est close. Ses valeurs ne bougent plus.")
        return redirect("point_annuel:point", espace.siren, annee)
    contexte = _contexte(request, lu, form, f"Clore l’année {annee}", "Clore l’année")
    contexte |= {"groupes": show_groupes(lu), "etape": describe_etape(lu)}
    return render(request, "point_annuel/clore.html", contexte)


@exige_espace(Operation.CLORE_POINT_ANNUEL)
@require_http_methods(["GET", "HEAD", "POST"])
def erratum(request: HttpRequest, espace: Espace, annee: int) -> HttpResponse:
    lu = get_point(espace, annee)
    if lu.point is None or not lu.est_clos:
        return _leave(request, espace, annee, OUVERTE)
    depart = {nom: request.GET.get(nom, "") for nom in ("cle", "nouvelle")}
    form = FormErratum(
        read_envoi(request), contenu=lu.contenu, corrections=lu.corrections, initial=depart
    )
    if form.is_valid():
        dits = form.cleaned_data
        add_erratum(
            lu.point,
            dits["cle"],
            dits["nouvelle"],
            dits["motif"],
            auteur_of(request),
            dits.get("compte"),
        )
        messages.success(request, "L’erratum est noté, avec sa date.")
        return redirect("point_annuel:point", espace.siren, annee)
    contexte = _contexte(request, lu, form, f"Noter un erratum pour {annee}", "Noter l’erratum")
    return render(request, "commun/demander.html", contexte)


def _refuse(lu: PointLu) -> str:
    return RIEN if lu.contenu.est_vide else lu.avis


def _leave(request: HttpRequest, espace: Espace, annee: int, message: str) -> HttpResponse:
    messages.info(request, message)
    return redirect("point_annuel:point", espace.siren, annee)


def _contexte(
    request: HttpRequest, lu: PointLu, form: Form, titre: str, bouton: str
) -> dict[str, Any]:
    adresse = reverse("point_annuel:point", args=[lu.espace.siren, lu.annee])
    return make_demande(form, titre, bouton, adresse) | {
        "fil": fil_point(request, lu.espace, (str(lu.annee), adresse), (titre, None)),
        "espace": lu.espace,
        "lu": lu,
    }
