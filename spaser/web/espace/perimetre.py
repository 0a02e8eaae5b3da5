"""Reads the answers of a space, and writes them: each time a new line, the former ones stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from django.db import transaction

from spaser.documents.schema.identite import tell_inconnu, tell_perimetre
from spaser.metier import perimetre
from spaser.metier.perimetre import Couverture, describe_couverture
from spaser.web.commun.outils import Avancement, Stade
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.espace.models import Perimetre
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

PERIMETRE: Final = "perimetre"  # the code of this tool


def read_avancement(espace: Espace) -> Avancement:
    """Say whether somebody has answered; the first acts of a space propose it by themselves."""
    repondu = Perimetre.objects.filter(espace=espace).exists()
    return Avancement(Stade.FAIT if repondu else Stade.A_COMMENCER)


def find_perimetre(espace: Espace) -> Perimetre | None:
    return Perimetre.objects.filter(espace=espace).select_related("auteur").first()


def version_of(perimetre: Perimetre | None) -> int:
    """Return the version of the answers: each saving adds a line, whose number grows."""
    return perimetre.pk if perimetre else 0


def read_etendue(perimetre: Perimetre | None, concessions: int = 0) -> Couverture:
    return describe_couverture(perimetre.read() if perimetre else None, concessions)


def tell_etendue(espace: Espace) -> tuple[str, ...]:
    """Say whose purchases the figures speak of, in sentences that can be published."""
    perimetre = find_perimetre(espace)
    reponses = perimetre.read() if perimetre else None
    return tuple(filter(None, (*tell_perimetre(reponses), tell_inconnu(reponses))))


@transaction.atomic
def save_perimetre(
    espace: Espace, reponses: perimetre.Perimetre, auteur: Utilisateur, lue: int | None = None
) -> Perimetre:
    """Record the answers with their author; VersionDepassee when others came since `lue`."""
    espace.hold()
    if lue is not None and lue != version_of(find_perimetre(espace)):
        raise VersionDepassee
    champs = asdict(reponses) | {"organismes": [asdict(o) for o in reponses.organismes]}
    ligne = Perimetre.objects.create(espace=espace, auteur=auteur, **champs)
    record("perimetre.reponse", auteur=auteur, objet=ligne, espace=espace)
    return ligne
