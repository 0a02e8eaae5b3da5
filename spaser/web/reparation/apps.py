"""The app `reparation`."""

from __future__ import annotations

from django.apps import AppConfig


class ReparationConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.reparation"
