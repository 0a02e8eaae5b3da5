"""What the grid does when a trial space is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from spaser.web.grille.services import transfer_grille
from spaser.web.organisations.signals import espace_transfere

if TYPE_CHECKING:
    from spaser.web.organisations.models import EspaceEssai, Organisation


@receiver(espace_transfere, dispatch_uid="grille.espace_transfere")
def take_over(espace: EspaceEssai, organisation: Organisation, **_: object) -> None:
    """Give the organisation the grid that its new member filled."""
    transfer_grille(espace, organisation)
