"""Where a contract comes from: each file that holds it, and the record as it was received."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.enregistrement import ChampRecu, list_ecarts, list_recus
from spaser.donnees.corrige import OrigineMarche
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.entrepot.lecture import open_entrepot
from spaser.donnees.entrepot.superposition import PREFIXE
from spaser.donnees.reparation.lecture import Publie, find_publie
from spaser.metier.droits import Operation
from spaser.web.marches.fonds import find_fonds, find_prive
from spaser.web.marches.selectors import find_marche
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class Recu:
    """A record as it was received; no field when its file is gone."""

    origine: OrigineMarche
    champs: list[ChampRecu]
    ecarts: list[ChampRecu]


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def origines(request: HttpRequest, espace: Espace, cle: int) -> HttpResponse:
    marche = find_marche(espace, cle)
    if marche is None:
        raise Http404
    page = reverse("marches:marche", args=[espace.siren, marche.cle])
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            ("Mes marchés", reverse("marches:liste", args=[espace.siren])),
            (marche.contrat.id or "Marché", page),
            ("Données reçues", None),
        ),
        "espace": espace,
        "marche": marche,
        "recus": [_read(espace, origine) for origine in marche.origines],
    }
    return render(request, "marches/origines.html", contexte)


def _read(espace: Espace, origine: OrigineMarche) -> Recu:
    publie = _find(espace, origine)
    if publie is None:
        return Recu(origine, [], [])
    return Recu(origine, list_recus(publie), list_ecarts(publie))


def _find(espace: Espace, origine: OrigineMarche) -> Publie | None:
    dossier = find_prive(find_fonds(espace)) if origine.prive else settings.ENTREPOT
    if dossier is None:
        return None
    source = origine.source.removeprefix(PREFIXE)
    try:
        with open_entrepot(dossier, None, espace.siren) as ouvert:
            return find_publie(ouvert, espace.siren, source, origine.rang)
    except (EntrepotAbsent, EntrepotAbime):
        return None
