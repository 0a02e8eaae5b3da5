"""What diagnoses do when a trial space is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from spaser.web.diagnostic.models import Campagne, ChoixApproche
from spaser.web.organisations.signals import espace_transfere

if TYPE_CHECKING:
    from spaser.web.organisations.models import EspaceEssai, Organisation


@receiver(espace_transfere, dispatch_uid="diagnostic.espace_transfere")
def take_over(espace: EspaceEssai, organisation: Organisation, **_: object) -> None:
    """Give the organisation the campaigns, and the approach if it has chosen none."""
    Campagne.objects.filter(essai=espace).update(organisation=organisation, essai=None)
    if not ChoixApproche.objects.filter(organisation=organisation).exists():
        ChoixApproche.objects.filter(essai=espace).update(organisation=organisation, essai=None)
