"""The app `sauvegarde`."""

from __future__ import annotations

from django.apps import AppConfig


class SauvegardeConfig(AppConfig):
    name = "spaser.web.sauvegarde"
    verbose_name = "Sauvegarde"
