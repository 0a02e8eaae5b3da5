"""The app `socle`."""

from __future__ import annotations

from django.apps import AppConfig

from spaser.web.socle import convertisseurs  # noqa: F401 - registers <classeur:…>


class SocleConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.socle"
