"""The app `publication`."""

from __future__ import annotations

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.publication"
    verbose_name = "Publication des résultats"
