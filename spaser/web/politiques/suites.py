"""What the plans of a space propose next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from spaser.web.commun.outils import Acte, Avancement
from spaser.web.commun.outils import Etat as EtatOutil
from spaser.web.politiques.models import Etat
from spaser.web.politiques.selectors import list_politiques

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace


def read_avancement(espace: Espace) -> Avancement:
    """Propose the inventory, then the objectives of a plan that has none."""
    politiques = list(list_politiques(espace))
    if not politiques:
        return Avancement(
            EtatOutil.A_COMMENCER,
            Acte(
                "Recenser vos plans et schémas",
                "Plan climat, égalité, déchets… Dites lesquels existent : cinq minutes.",
                reverse("politiques:inventaire", args=[espace.siren]),
            ),
        )
    muettes = [p for p in politiques if p.etat == Etat.EXISTE and not p.objectifs]
    if muettes:
        return Avancement(
            EtatOutil.EN_COURS,
            Acte(
                f"Relever ce que demande « {muettes[0].nom_date} »",
                "Notez ses objectifs qui touchent les achats, chacun avec son thème.",
                reverse("politiques:modifier", args=[espace.siren, muettes[0].pk]),
            ),
        )
    return Avancement(EtatOutil.FAIT)
