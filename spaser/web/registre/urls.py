"""Addresses of `registre`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

app_name: Final = "registre"
urlpatterns: list[URLPattern] = []
