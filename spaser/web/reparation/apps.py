"""The app `reparation`."""

from __future__ import annotations

from django.apps import AppConfig


class ReparationConfig(AppConfig):
    name = "spaser.web.reparation"
