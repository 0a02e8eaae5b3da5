"""The app `acteurs`."""

from __future__ import annotations

from django.apps import AppConfig


class ActeursConfig(AppConfig):
    name = "spaser.web.acteurs"
    verbose_name = "Acteurs du territoire"
