"""Addresses of `publication`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

app_name: Final = "publication"
urlpatterns: list[URLPattern] = []
