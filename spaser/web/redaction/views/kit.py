"""The kit to start with: what it holds, the day wished for the vote, its files."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spaser.documents.charte import NEUTRE, Charte
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pptx import write_pptx
from spaser.documents.schema.kit import write_diapositives, write_kit
from spaser.metier.calendrier import DUREES
from spaser.metier.droits import Operation
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.redaction.composition import find_charte
from spaser.web.redaction.kit import MOIS, read_depart
from spaser.web.redaction.sujet import Sujet, read_sujet
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.porteurs import list_schemas_de
from spaser.web.socle.formulaires import FormLibre
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Kit de lancement"
PPTX: Final = "pptx"
MIME_PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FICHIERS: Final = (
    ("docx", "Note, lettre et message (Word)"),
    ("odt", "Les mêmes (ODT)"),
    ("pdf", "Les mêmes (PDF)"),
    (PPTX, "Cinq diapositives (PowerPoint)"),
)


class FormDepart(FormLibre):
    """When the vote is wished, and how long one works before."""

    adoption = forms.DateField(
        label="Jour souhaité du vote",
        required=False,
        help_text="Laissez vide pour partir d’aujourd’hui.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Donnez un jour, par exemple 15/12/2027."},
    )
    mois = forms.TypedChoiceField(
        label="Durée de préparation",
        required=False,
        coerce=int,
        choices=[(duree, f"{duree} mois") for duree in DUREES],
        error_messages={"invalid_choice": "Choisissez 6, 12 ou 24 mois."},
    )

    def read(self) -> tuple[date | None, int | None]:
        if not self.is_valid():
            return None, None
        return self.cleaned_data["adoption"], self.cleaned_data["mois"] or None


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def kit(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        **describe_kit(request, read_sujet(espace), list_schemas_de(espace.siren)),
    }
    return render(request, "redaction/kit.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def kit_fichier(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    sujet = read_sujet(espace)
    siens = list_schemas_de(espace.siren)
    return reply_kit(request, sujet, siens, extension, find_charte(espace))


def describe_kit(request: HttpRequest, sujet: Sujet, siens: list[Fiche]) -> dict[str, Any]:
    form = FormDepart(request.GET or None, initial={"mois": MOIS})
    demande = {n: v for n in ("adoption", "mois") if (v := request.GET.get(n))}
    return {
        "form": form,
        "depart": read_depart(sujet, siens, request.build_absolute_uri("/"), *form.read()),
        "fichiers": FICHIERS,
        "demande": f"?{urlencode(demande)}" if demande and form.is_valid() else "",
    }


def reply_kit(
    request: HttpRequest,
    sujet: Sujet,
    siens: list[Fiche],
    extension: str,
    charte: Charte = NEUTRE,
) -> HttpResponse:
    """Return the kit as a file; 404 for a form that it has not."""
    if extension != PPTX and extension not in Forme:
        raise Http404
    racine = request.build_absolute_uri("/")
    depart = read_depart(sujet, siens, racine, *FormDepart(request.GET).read())
    nom = f"kit-de-lancement-{sujet.siren}.{extension}"
    if extension == PPTX:
        return reply_fichier(write_pptx(write_diapositives(depart), charte), nom, MIME_PPTX)
    forme = Forme(extension)
    return reply_fichier(write_forme(write_kit(depart), forme, charte), nom, forme.mime)
