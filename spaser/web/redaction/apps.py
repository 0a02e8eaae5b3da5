"""Application `redaction`."""

from __future__ import annotations

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    name = "spaser.web.redaction"
    verbose_name = "Schéma en rédaction"
