"""Addresses of `appuis`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.appuis import views

app_name: Final = "appuis"
urlpatterns = [
    path("aides/", views.liste, name="liste"),
    path("glossaire/", views.glossaire, name="glossaire"),
    path("actualites/", views.actualites, name="actualites"),
    path("actualites/flux.xml", views.flux, name="flux"),
]
