"""What plans do when a trial space is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from spaser.web.organisations.signals import espace_transfere
from spaser.web.politiques.services import transfer_politiques

if TYPE_CHECKING:
    from spaser.web.organisations.models import EspaceEssai, Organisation


@receiver(espace_transfere, dispatch_uid="politiques.espace_transfere")
def take_over(espace: EspaceEssai, organisation: Organisation, **_: object) -> None:
    """Give the organisation the plans that its new member described."""
    transfer_politiques(espace, organisation)
