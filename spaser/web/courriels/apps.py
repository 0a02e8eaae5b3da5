"""The app `courriels`."""

from __future__ import annotations

from django.apps import AppConfig


class CourrielsConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.courriels"
