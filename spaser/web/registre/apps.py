"""The app `registre`."""

from __future__ import annotations

from django.apps import AppConfig


class RegistreConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.registre"
