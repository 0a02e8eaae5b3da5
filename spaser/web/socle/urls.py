"""Addresses of `socle`: pages of a demonstration, pictures of pages that are shared."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.socle import apercu, depot_courriels

app_name: Final = "socle"
urlpatterns: list[URLPattern] = [
    path("demo/courriels/", depot_courriels.show_courriels, name="courriels"),
    path("demo/courriels/<slug:numero>/", depot_courriels.show_courriel, name="courriel"),
    path("apercu/<str:jeton>.png", apercu.apercu, name="apercu"),
]
