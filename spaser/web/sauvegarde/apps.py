"""The app `sauvegarde`."""

from __future__ import annotations

from django.apps import AppConfig


class SauvegardeConfig(AppConfig):
    """Names the app for Django; it keeps no table."""

    name = "spaser.web.sauvegarde"
    verbose_name = "Sauvegarde"
