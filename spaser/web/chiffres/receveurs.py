"""What references do when a trial space is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from spaser.web.chiffres.models import Reference
from spaser.web.organisations.signals import espace_transfere

if TYPE_CHECKING:
    from spaser.web.organisations.models import EspaceEssai, Organisation


@receiver(espace_transfere, dispatch_uid="suivi.espace_transfere")
def take_over(espace: EspaceEssai, organisation: Organisation, **_: object) -> None:
    """Give the organisation the figures that its new member kept."""
    Reference.objects.filter(essai=espace).update(organisation=organisation, essai=None)
