"""The app `organisations`."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.organisations"
