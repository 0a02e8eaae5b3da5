"""The scheme as a file, and how its files look."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.charte import ENCRE, LOGO_OCTETS_MAX, NEUTRE
from spaser.documents.document import Document, encode
from spaser.documents.rendus import Forme, write_forme
from spaser.metier.droits import Operation
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.redaction.composition import compose_deux_pages, compose_schema, find_charte
from spaser.web.redaction.forms import FormCharte
from spaser.web.redaction.selectors import find_schema
from spaser.web.redaction.services.reglages import save_schema
from spaser.web.redaction.views.schema import fil_schema
from spaser.web.socle.envois import recoit
from spaser.web.socle.reponses import reply_fichier

_JSON = "json"
_PNG = b"\x89PNG"


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichier(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    return _reply(espace, extension, "schema", compose_schema, sommaire=True)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def deux_pages(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    return _reply(espace, extension, "deux-pages", compose_deux_pages)


def _reply(
    espace: Espace,
    extension: str,
    quoi: str,
    compose: Callable[[Espace], Document],
    *,
    sommaire: bool = False,
) -> HttpResponse:
    if extension != _JSON and extension not in Forme:
        raise Http404
    document = compose(espace)
    nom = f"{quoi}-{slugify(espace.nom)[:60] or espace.siren}-{timezone.localdate():%Y-%m-%d}"
    if extension == _JSON:
        return reply_fichier(encode(document), f"{nom}.json", "application/json")
    forme = Forme(extension)
    octets = write_forme(document, forme, find_charte(espace), sommaire=sommaire)
    return reply_fichier(octets, f"{nom}.{forme}", forme.mime)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def logo(request: HttpRequest, espace: Espace) -> HttpResponse:
    schema = find_schema(espace)
    octets = bytes(schema.logo) if schema else b""
    if not octets:
        raise Http404
    reponse = HttpResponse(
        octets, content_type="image/png" if octets.startswith(_PNG) else "image/jpeg"
    )
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(LOGO_OCTETS_MAX)
def charte(request: HttpRequest, espace: Espace) -> HttpResponse:
    def read() -> FormCharte:
        dite = find_schema(espace)
        return FormCharte(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
            initial={
                "couleur": (dite.couleur if dite else "") or NEUTRE.couleur,
                "fond": (dite.fond if dite else "") or NEUTRE.fond,
            },
            version=dite.version if dite and dite.couleur else None,
            logo=bytes(dite.logo) if dite else b"",
        )

    def save(form: FormCharte) -> None:
        save_schema(espace, form.read(), auteur_of(request), form.actuelle, geste="schema.charte")

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Vos fichiers auront désormais cet aspect.")
        return redirect("redaction:charte", espace.siren)
    contexte = {
        "fil": fil_schema(request, espace, ("Logo et couleurs", None)),
        "espace": espace,
        "form": form,
        "encre": ENCRE,
    }
    return render(request, "redaction/charte.html", contexte)
