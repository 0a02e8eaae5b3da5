"""Addresses of `obligations`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.obligations.views import publiques

app_name: Final = "obligations"
urlpatterns = [
    path("", publiques.liste, name="liste"),
    path("calendrier.ics", publiques.agenda, name="agenda"),
]
