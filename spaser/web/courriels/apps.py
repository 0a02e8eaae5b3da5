"""The app `courriels`."""

from __future__ import annotations

from django.apps import AppConfig


class CourrielsConfig(AppConfig):
    name = "spaser.web.courriels"
