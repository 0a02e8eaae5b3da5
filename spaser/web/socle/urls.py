"""Addresses of `socle`: pages of a demonstration."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.socle import vues_demo

app_name: Final = "socle"
urlpatterns: list[URLPattern] = [
    path("courriels/", vues_demo.show_courriels, name="courriels"),
    path("courriels/<slug:numero>/", vues_demo.show_courriel, name="courriel"),
]
