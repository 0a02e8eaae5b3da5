"""Signals of organisations, for the apps above them."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

# Sent with `membre` and `organisation`, inside the transaction, when somebody who worked in a trial
# joins: what she wrote outside of a space may go to the organisation.
essai_fini: Final = Signal()
