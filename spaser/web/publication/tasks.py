"""Tasks of publications: whether a page of the buyer's site answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from spaser.donnees.reseau.sonde import EtatAdresse, ReponseSonde, probe
from spaser.web.publication.models import MiseEnLigne
from spaser.web.publication.services.parution import write_constat
from spaser.web.socle.taches.travaux import Travail, travail

PANNE: Final = ReponseSonde(EtatAdresse.INCERTAIN, "le contrôle n’a pas abouti")


def find_espace(numero: int) -> int | None:
    lignes = MiseEnLigne.objects.filter(pk=numero)
    return lignes.values_list("publication__espace_id", flat=True).first()


def tell_panne(numero: int) -> None:
    """Say that the page could not be looked at, once the task has failed for good."""
    for mise in MiseEnLigne.objects.filter(pk=numero):
        write_constat(mise, PANNE)


@travail(
    Travail(
        "Contrôle d’une mise en ligne",
        delai=timedelta(minutes=2),
        abandonne=tell_panne,
        espace=find_espace,
    )
)
def check_mise_en_ligne(numero: int) -> None:
    """Ask the page whether it is there: never the site's own network, nor what it holds."""
    mise = MiseEnLigne.objects.filter(pk=numero).first()
    if mise is not None:
        write_constat(mise, probe(mise.adresse))
