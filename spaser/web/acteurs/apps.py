"""The app `acteurs`."""

from __future__ import annotations

from django.apps import AppConfig


class ActeursConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.acteurs"
    verbose_name = "Acteurs du territoire"
