"""What happened to a deposit, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from spaser.web.socle.journal import list_inscriptions

if TYPE_CHECKING:
    from datetime import datetime

    from spaser.web.registre.models import Depot

_GESTES: Final = {
    "depot.ouverture": "Brouillon ouvert",
    "depot.envoi": "Dépôt envoyé",
    "depot.acceptation": "Accepté et publié par l’équipe",
    "depot.retour": "Renvoyé avec des commentaires",
    "depot.rejet": "Non retenu",
    "depot.verification": "Vérifié après publication",
    "depot.retrait": "Fiche retirée du registre",
    "depot.fichier_refuse": "Fichier refusé au contrôle",
    "depot.effacement": "Identité du déposant effacée",
}


@dataclass(frozen=True)
class Moment:
    """A gesture and its time."""

    quand: datetime
    libelle: str


def read_histoire(depot: Depot) -> list[Moment]:
    """Return what happened to a deposit, the latest first; who did it stays in the journal."""
    return [
        Moment(evenement.quand, _GESTES[evenement.geste])
        for evenement in list_inscriptions(depot)
        if evenement.geste in _GESTES
    ]
