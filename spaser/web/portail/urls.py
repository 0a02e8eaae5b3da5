"""Addresses of `portail`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.portail import views

app_name: Final = "portail"
urlpatterns: list[URLPattern] = [
    path("", views.accueil, name="accueil"),
]
