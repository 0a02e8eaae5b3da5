"""What the pages of targets share."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse

from spaser.web.chiffres.selectors import read_annee
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.selectors import SuiviAnnuel, read_suivi
from spaser.web.organisations.espaces import Pas, fil_espace
from spaser.web.organisations.models import Espace

TITRE = "Cibles et valeurs"


def fil_cibles(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("cibles:cibles", args=[espace.siren]) if suite else None
    return fil_espace(request, espace, (TITRE, racine), *suite)


def read_demande(request: HttpRequest, espace: Espace) -> SuiviAnnuel:
    return read_suivi(espace, read_annee(request.GET))


def get_ligne(suivi: SuiviAnnuel, cle: str) -> LigneSuivi:
    """Return an indicator in its year; 404 for one that is not followed."""
    ligne = suivi.find(cle)
    if ligne is None:
        raise Http404
    return ligne
