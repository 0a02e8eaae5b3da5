"""« Historique »: who changed what and when, in a space."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.classeur import Format, Onglet
from spaser.metier.droits import Operation
from spaser.web.commun.forms import FormFiltres
from spaser.web.commun.historique import (
    list_auteurs,
    list_choix,
    list_evenements,
    narrow,
    read_lignes,
)
from spaser.web.commun.outils import list_vocabulaires
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur

PAR_PAGE: Final = 50
_ENTETES: Final = ("Date", "Heure", "Personne", "Outil", "Ce qui a été fait", "Objet")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def historique(request: HttpRequest, espace: Espace) -> HttpResponse:
    tous = list_evenements(espace)
    form = _read_form(request, espace)
    retenus = form.retenus
    page = Paginator(narrow(tous, retenus), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "fil": fil_espace(request, espace, ("Historique", None)),
        "espace": espace,
        "form": form,
        "filtre": bool(retenus),
        "page": page,
        "lignes": read_lignes(page),
        "requete": request.GET.urlencode(),
        "formats": [format_.value for format_ in Format],
    }
    return render(request, "commun/historique.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def exporter_historique(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = _read_form(request, espace)
    choisi = request.GET.get("format", "")
    format_ = Format(choisi) if choisi in set(Format) else Format.CSV
    lignes = read_lignes(narrow(list_evenements(espace), form.retenus))
    onglet = Onglet(
        "Historique",
        _ENTETES,
        (
            (locale.date(), f"{locale:%H:%M}", ligne.qui, ligne.outil, ligne.quoi, ligne.objet)
            for ligne in lignes
            for locale in (timezone.localtime(ligne.quand),)
        ),
    )
    notice = make_notice(
        espace,
        "Historique de l’espace",
        ("Ordre", "Du plus récent au plus ancien, heure de Paris, filtré comme à l’écran."),
    )
    return reply_classeur([onglet], format_, f"historique-{espace.siren}", notice)


def _read_form(request: HttpRequest, espace: Espace) -> FormFiltres:
    return FormFiltres(
        request.GET,
        personnes=list_auteurs(list_evenements(espace)),
        outils=list_choix(list_vocabulaires()),
    )
