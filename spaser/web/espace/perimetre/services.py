"""Writes the answers of a space: each time a new line, so that the former ones stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from spaser.web.commun.versions import VersionDepassee
from spaser.web.espace.models import Perimetre
from spaser.web.espace.perimetre.selectors import find_perimetre, version_of
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.metier import perimetre
    from spaser.web.comptes.models import Utilisateur


@transaction.atomic
def save_perimetre(
    espace: Espace, reponses: perimetre.Perimetre, auteur: Utilisateur, lue: int | None = None
) -> Perimetre:
    """Record the answers with their author; VersionDepassee when others came since `lue`."""
    _hold(espace)
    if lue is not None and lue != version_of(find_perimetre(espace)):
        raise VersionDepassee
    champs = asdict(reponses) | {"organismes": [asdict(o) for o in reponses.organismes]}
    ligne = Perimetre.objects.create(espace=espace, auteur=auteur, **champs)
    record("perimetre.reponse", auteur=auteur, objet=ligne, espace=espace)
    return ligne


def _hold(espace: Espace) -> None:
    """Let one person at a time save the answers of a space."""
    Espace.objects.select_for_update().get(pk=espace.pk)
