"""The app `recherche`."""

from __future__ import annotations

from django.apps import AppConfig


class RechercheConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.recherche"
