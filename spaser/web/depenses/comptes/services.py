"""Moves an account or a line, and takes the move back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from spaser.web.depenses.demandes import ask_calcul
from spaser.web.depenses.models import ReclassementGarde
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.espace.acces import Espace


@dataclass(frozen=True)
class Cible:
    """What is moved: an account by its number, a line by its print; how it is named."""

    portee: str
    cle: str
    libelle: str


def find_reclassement(espace: Espace, cible: Cible) -> ReclassementGarde | None:
    """Return what was said of it."""
    return ReclassementGarde.objects.filter(
        **espace.attaches, portee=cible.portee, cle=cible.cle
    ).first()


@transaction.atomic
def keep_reclassement(
    espace: Espace, cible: Cible, reponses: dict[str, object], auteur: Utilisateur
) -> bool:
    """Keep a move; False when somebody else has said something meanwhile."""
    garde = find_reclassement(espace, cible)
    if (garde.version if garde else 0) != reponses["version"]:
        return False
    ReclassementGarde.objects.update_or_create(
        **espace.attaches,
        portee=cible.portee,
        cle=cible.cle,
        defaults={
            "libelle": cible.libelle[:300],
            "sens": reponses["sens"],
            "raison": reponses["raison"],
            "version": reponses["version"] + 1,
            "auteur": auteur,
        },
    )
    record(
        "depenses.reclassement",
        auteur=auteur,
        organisation_siren=espace.siren,
        details={"portee": cible.portee, "cle": cible.cle, "sens": reponses["sens"]},
    )
    ask_calcul(espace.attaches)
    return True


@transaction.atomic
def forget_reclassement(espace: Espace, garde: ReclassementGarde, auteur: Utilisateur) -> None:
    """Go back to the rule."""
    record(
        "depenses.reclassement_retire",
        auteur=auteur,
        objet=garde,
        organisation_siren=espace.siren,
    )
    garde.delete()
    ask_calcul(espace.attaches)
