"""Addresses of `portail`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

app_name: Final = "portail"
urlpatterns: list[URLPattern] = []
