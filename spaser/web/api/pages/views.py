"""The pages about the open data, for people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.contenus.formats.publies import EXEMPLES, JOURNAL
from spaser.metier.registre.valeurs import format_valeur
from spaser.web.api.enveloppe import DEMANDES, PERIODE
from spaser.web.api.exports.carte import read_chefs_lieux
from spaser.web.api.formats import FORMATS, locate_format
from spaser.web.api.licence import LICENCE, LICENCE_URL
from spaser.web.api.pages.lecture import read_erreurs, read_sujets
from spaser.web.registre.selectors.chiffres import read_chiffres
from spaser.web.socle.courriel import absolute_url

TITRE = "Données ouvertes"


@require_safe
def donnees_ouvertes(request: HttpRequest) -> HttpResponse:
    """Say what can be taken away, in which form, under which terms."""
    chiffres = read_chiffres(timezone.localdate())
    contexte = {
        "fil": [(TITRE, None)],
        "total": chiffres.recenses.nombre,
        "total_ecrit": format_valeur(chiffres.recenses.nombre),
        "date": chiffres.date,
        "formats": [(nom, publie, locate_format(nom)) for nom, publie in FORMATS.items()],
        "journal": locate_format(JOURNAL),
        "exemples": [(nom, locate_format(f"exemple-{nom}")) for nom in EXEMPLES],
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "sources_des_points": read_chefs_lieux()["sources"],
    }
    return render(request, "api/donnees.html", contexte)


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Say how to ask, address by address, from the OpenAPI document."""
    contexte = {
        "fil": [(TITRE, reverse("api:donnees")), ("Interface de programmation", None)],
        "base": absolute_url(reverse("api:accueil")),
        "sujets": read_sujets(),
        "erreurs": read_erreurs(),
        "demandes": DEMANDES,
        "minutes": int(PERIODE.total_seconds()) // 60,
    }
    return render(request, "api/documentation.html", contexte)
