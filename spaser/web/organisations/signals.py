"""What organisations tell the floors above."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

# Sent with `espace` (an EspaceEssai) and `organisation`, inside the transaction: take the drafts
# of the space over to the organisation.
espace_transfere: Final = Signal()
