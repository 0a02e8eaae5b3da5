"""Reads a request as the register's page reads an address, and answers from the same search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from spaser.web.api import schemas
from spaser.web.api.enveloppe import Refus
from spaser.web.registre.selectors.demande import read_demande
from spaser.web.registre.selectors.listing import Selection, select


@dataclass(frozen=True)
class RechercheLue:
    """What was found, and the day statuses were computed for."""

    selection: Selection
    aujourd_hui: date


def search_fiches(request: HttpRequest) -> RechercheLue:
    """Search; unlike the page, a value that means nothing is refused."""
    demande = read_demande(request.GET)
    if demande.remarques:
        raise Refus(422, " ".join(demande.remarques))
    aujourd_hui = timezone.localdate()
    return RechercheLue(select(demande, aujourd_hui), aujourd_hui)


def tell_recherche(selection: Selection) -> schemas.Recherche | None:
    """Say how the text was understood."""
    reponse = selection.reponse
    if reponse is None:
        return None
    return schemas.Recherche(
        texte=reponse.demande,
        texte_corrige=reponse.corrige or None,
        mots_inconnus=list(reponse.inconnus),
    )
