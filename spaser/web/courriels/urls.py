"""Addresses of `courriels`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.courriels import views

app_name: Final = "courriels"
urlpatterns: list[URLPattern] = [
    path("arreter/<str:signe>/", views.arreter, name="arreter"),
    path("reprendre/<str:signe>/", views.reprendre, name="reprendre"),
]
