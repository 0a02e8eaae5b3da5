"""Addresses of `organisations`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

app_name: Final = "organisations"
urlpatterns: list[URLPattern] = []
