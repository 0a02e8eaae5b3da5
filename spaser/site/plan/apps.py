"""The app `plan`, for Django."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "spaser.site.plan"
    verbose_name = "Plan d’actions"

    def ready(self) -> None:
        from spaser.site.plan import app

        app.offer_plan()
