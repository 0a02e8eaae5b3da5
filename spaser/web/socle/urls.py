"""Addresses of `socle`: pages of a demonstration."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.socle import depot_courriels

app_name: Final = "socle"
urlpatterns: list[URLPattern] = [
    path("courriels/", depot_courriels.show_courriels, name="courriels"),
    path("courriels/<slug:numero>/", depot_courriels.show_courriel, name="courriel"),
]
