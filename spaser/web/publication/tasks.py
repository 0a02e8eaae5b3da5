"""Work of publications done aside by the worker: whether a page of the buyer's site answers."""

from __future__ import annotations

from datetime import timedelta

from spaser.donnees.reseau.sonde import probe
from spaser.web.publication.models import MiseEnLigne
from spaser.web.publication.services.parution import write_constat
from spaser.web.socle.taches.travaux import Travail, travail


def find_espace(numero: int) -> int | None:
    """Return the number of the space of an address."""
    lignes = MiseEnLigne.objects.filter(pk=numero)
    return lignes.values_list("publication__espace_id", flat=True).first()


@travail(Travail("Contrôle d’une mise en ligne", delai=timedelta(minutes=2), espace=find_espace))
def check_mise_en_ligne(numero: int) -> None:
    """Ask the page whether it is there: never the site's own network, nor what it holds."""
    mise = MiseEnLigne.objects.filter(pk=numero).first()
    if mise is not None:
        write_constat(mise, probe(mise.adresse))
