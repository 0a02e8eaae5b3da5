"""Writes the answers of a space: each time a new line, so that the former ones stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from spaser.web.commun.versions import VersionDepassee
from spaser.web.espace.models import Perimetre
from spaser.web.espace.perimetre.selectors import find_perimetre, version_of
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.metier import perimetre
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace
    from spaser.web.organisations.models import EspaceEssai, Organisation


@transaction.atomic
def save_perimetre(
    espace: Espace, reponses: perimetre.Perimetre, auteur: Utilisateur, lue: int | None = None
) -> Perimetre:
    """Record the answers with their author; VersionDepassee when others came since `lue`."""
    _hold(espace)
    if lue is not None and lue != version_of(find_perimetre(espace)):
        raise VersionDepassee
    champs = asdict(reponses) | {"organismes": [asdict(o) for o in reponses.organismes]}
    ligne = Perimetre.objects.create(**espace.attaches, auteur=auteur, **champs)
    record("perimetre.reponse", auteur=auteur, objet=ligne, organisation_siren=espace.siren)
    return ligne


def transfer_perimetre(essai: EspaceEssai, organisation: Organisation) -> None:
    """Hand a trial's answers over to an organisation that has none of its own."""
    if not Perimetre.objects.filter(organisation=organisation).exists():
        Perimetre.objects.filter(essai=essai).update(organisation=organisation, essai=None)


def _hold(espace: Espace) -> None:
    """Let one person at a time save the answers of a space."""
    lieu = espace.organisation or espace.essai
    type(lieu).objects.select_for_update().get(pk=lieu.pk)
