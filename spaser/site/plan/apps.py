"""The app `plan`, for Django."""

from __future__ import annotations

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "spaser.site.plan"
    verbose_name = "Plan d’actions"

    def ready(self) -> None:
        from spaser.site.plan import app

        app.offer()
