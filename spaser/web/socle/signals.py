"""Signals of the machinery, for the apps above it."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

# Sent with `fichier` once a file has left quarantine, sound or refused.
fichier_controle: Final = Signal()
