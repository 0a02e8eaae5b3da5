"""The app `comptes`."""

from __future__ import annotations

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.comptes"
