"""The app `portail`."""

from __future__ import annotations

from django.apps import AppConfig


class PortailConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.portail"
