"""The app `plan`."""

from __future__ import annotations

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.plan"
    verbose_name = "Plan d’actions"
