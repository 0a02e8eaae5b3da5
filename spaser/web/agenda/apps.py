"""The app `agenda`."""

from __future__ import annotations

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.agenda"
    verbose_name = "Agenda"
