"""What teams do when the floor below says that something happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from spaser.web.commun.discussions import transfer_discussions
from spaser.web.commun.reglages import transfer_reglages
from spaser.web.organisations.signals import espace_transfere

if TYPE_CHECKING:
    from spaser.web.organisations.models import EspaceEssai, Organisation


@receiver(espace_transfere, dispatch_uid="equipe.espace_transfere")
def take_over(espace: EspaceEssai, organisation: Organisation, **_: object) -> None:
    """Give the organisation what its new member said and chose in her trial space."""
    transfer_discussions(espace, organisation)
    transfer_reglages(espace, organisation)
