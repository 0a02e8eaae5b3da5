"""What the views share: try a gesture, tell how it went, say where one is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.selectors import tell_garde
from spaser.web.organisations.services.refus import GesteRefuse

type Fil = list[tuple[str, str | None]]

DONNER_ADMINISTRATION: Final = "donner le rôle Administration de l’organisation"
MES_ORGANISATIONS: Final = "Mes organisations"


@dataclass(frozen=True)
class Ligne:
    terme: str
    valeur: str
    lien: str = ""
    note: str = ""


def try_gesture(request: HttpRequest, geste: Callable[[], object], succes: str) -> bool:
    """Run an act and tell its success, or why it was refused; return whether it was done."""
    try:
        geste()
    except GesteRefuse as refus:
        messages.error(request, str(refus))
        return False
    messages.success(request, succes)
    return True


def warn_garde(request: HttpRequest, organisation: Organisation) -> None:
    """Tell a new member where her trial is, when it was not handed over."""
    if garde := tell_garde(auteur_of(request), organisation):
        messages.info(request, garde)


def fil_personne(*suite: str) -> Fil:
    if not suite:
        return [(MES_ORGANISATIONS, None)]
    return [(MES_ORGANISATIONS, reverse("organisations:mes_organisations")), (suite[0], None)]


def fil_organisation(organisation: Organisation, *suite: tuple[str, str | None]) -> Fil:
    racine = (MES_ORGANISATIONS, reverse("organisations:mes_organisations"))
    adresse = organisation.get_absolute_url() if suite else None
    return [racine, (organisation.nom, adresse), *suite]


def fil_programme(*suite: str) -> Fil:
    titre = "Équipe du programme"
    if not suite:
        return [(titre, None)]
    return [(titre, reverse("organisations:programme")), (suite[0], None)]
