"""Addresses of `recherche`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.recherche import views

app_name: Final = "recherche"
urlpatterns = [
    path("", views.page, name="page"),
    path("propositions/", views.propositions, name="propositions"),
]
