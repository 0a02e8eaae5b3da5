"""The app `socle`."""

from __future__ import annotations

from django.apps import AppConfig


class SocleConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.socle"
