"""Switches a tool of a space off, and on again: its data stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from spaser.web.equipe.models import ReglageOutil
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.espace.acces import Espace
    from spaser.web.espace.modules import Module
    from spaser.web.organisations.models import EspaceEssai, Organisation


@transaction.atomic
def switch_outil(espace: Espace, module: Module, auteur: Utilisateur, *, actif: bool) -> None:
    """Note what a space wants of a tool; nothing is written when it is so already."""
    reglage, _ = ReglageOutil.objects.select_for_update().get_or_create(
        **espace.attaches, outil=module.code
    )
    if reglage.actif == actif:
        return
    reglage.actif, reglage.auteur = actif, auteur
    reglage.save()
    record(
        "outil.rallume" if actif else "outil.eteint",
        auteur=auteur,
        objet=reglage,
        organisation_siren=espace.siren,
        details={"nom": module.titre},
    )


def transfer_reglages(essai: EspaceEssai, organisation: Organisation) -> None:
    """Hand a trial's choices over, but for tools that the organisation has chosen on."""
    choisis = ReglageOutil.objects.filter(organisation=organisation).values("outil")
    siens = ReglageOutil.objects.filter(essai=essai)
    siens.filter(outil__in=choisis).delete()
    siens.update(organisation=organisation, essai=None)
