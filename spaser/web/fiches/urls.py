"""Addresses of `fiches`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.fiches import views

app_name: Final = "fiches"
urlpatterns: list[URLPattern] = [
    path("fiches/", views.liste, name="liste"),
    path("fiches/<slug:code>.pdf", views.pdf, name="pdf"),
    path("fiches/<slug:code>/", views.fiche, name="fiche"),
]
