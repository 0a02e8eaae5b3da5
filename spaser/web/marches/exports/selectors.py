"""The tables of a space that were written in the background, and who may ask for one."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from spaser.documents.classeur import Format
from spaser.web.marches.liste.filtre import FiltreMarches
from spaser.web.marches.models import ExportMarches
from spaser.web.organisations.espaces import is_visite
from spaser.web.organisations.models import Espace

EN_LIGNE_MAX: Final = 5000  # contracts written while somebody waits


def list_exports(espace: Espace) -> QuerySet[ExportMarches]:
    return ExportMarches.objects.filter(espace=espace).select_related("fichier", "auteur")


def may_ask(request: HttpRequest, espace: Espace) -> bool:
    """Tell whether somebody may have a table written by the worker: a visitor writes nothing."""
    return not (request.user.is_anonymous or espace.est_garde or is_visite(request, espace))


def link_exports(espace: Espace, classeur: Format, filtre: FiltreMarches) -> str:
    demande = urlencode({"classeur": classeur, "filtre": filtre.requete})
    return f"{reverse('marches:exports', args=[espace.siren])}?{demande}"
