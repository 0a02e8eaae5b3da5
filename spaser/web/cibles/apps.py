"""The app `cibles`."""

from __future__ import annotations

from django.apps import AppConfig


class CiblesConfig(AppConfig):
    name = "spaser.web.cibles"
    verbose_name = "Cibles et valeurs"
