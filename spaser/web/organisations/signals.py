"""What organisations tell the floors above."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

# Sent with `espace` (an EspaceEssai) and `organisation`, inside the transaction: give the
# organisation the drafts that the owner of the space wrote for its SIREN.
espace_transfere: Final = Signal()
