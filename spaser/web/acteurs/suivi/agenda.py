"""The next dates as a diary keeps them: no name of a person leaves the site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from spaser.web.acteurs.models import Echange
from spaser.web.socle.courriel import absolute_url
from spaser.web.socle.reponses import Rendezvous, write_agenda


def write_relances(echanges: Iterable[Echange], mention: str) -> str:
    relances = (_meet(e, e.relance_le) for e in echanges if e.relance_le)
    return write_agenda("Relances des acteurs", relances, mention)


def _meet(echange: Echange, jour: date) -> Rendezvous:
    acteur = echange.acteur
    return Rendezvous(
        uid=f"{acteur.cle}-{echange.pk}@relances.spaser",
        redige_le=timezone.localtime(echange.note_le).date(),
        jour=jour,
        titre=f"Relancer {acteur.nom}",
        description=f"Dernier échange le {echange.jour:%d/%m/%Y} : voir la fiche de l’acteur.",
        url=absolute_url(acteur.get_absolute_url()),
    )
