"""Addresses of `aide`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.aide import views

app_name: Final = "aide"
urlpatterns: list[URLPattern] = [
    path("aide/", views.sommaire, name="sommaire"),
    path("aide/<slug:code>/", views.page, name="page"),
]
