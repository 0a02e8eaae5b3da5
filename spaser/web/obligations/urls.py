"""Addresses of `obligations`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.obligations import sources, views

app_name: Final = "obligations"
urlpatterns = [
    path("", views.liste_obligations, name="liste"),
    path("calendrier.ics", views.agenda_obligations, name="agenda"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:code>/", sources.source, name="source"),
    path("a-relire/", sources.a_relire, name="a_relire"),
    path("a-relire/<slug:code>/", sources.relire, name="relire"),
]
