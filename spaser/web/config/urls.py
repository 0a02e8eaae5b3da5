"""Addresses of the site: one line per app."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("spaser.web.portail.urls")),
    path("compte/", include("spaser.web.comptes.urls")),
    path("organisations/", include("spaser.web.organisations.urls")),
    path("registre/", include("spaser.web.registre.urls")),
    path("api/v1/", include("spaser.web.api.urls")),
]
