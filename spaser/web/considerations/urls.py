"""Addresses of `considerations`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.considerations import views

app_name: Final = "considerations"
urlpatterns: list[URLPattern] = [
    path("", views.liste, name="liste"),
    path("<slug:code>/", views.famille, name="famille"),
    path("<slug:code>.<slug:extension>", views.fichier, name="fichier"),
]
