"""Addresses of `parcours`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.parcours.views import page

app_name: Final = "parcours"
urlpatterns: list[URLPattern] = [path("", page, name="page")]
