"""What spaces do when the floor below says that something happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from spaser.web.espace.perimetre.services import transfer_perimetre
from spaser.web.espace.propositions.services import transfer_propositions
from spaser.web.organisations.signals import espace_transfere

if TYPE_CHECKING:
    from spaser.web.organisations.models import EspaceEssai, Organisation


@receiver(espace_transfere, dispatch_uid="espace.espace_transfere")
def take_over(espace: EspaceEssai, organisation: Organisation, **_: object) -> None:
    """Give the organisation what its new member answered and decided in her trial space."""
    transfer_perimetre(espace, organisation)
    transfer_propositions(espace, organisation)
