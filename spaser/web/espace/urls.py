"""Addresses of `espace`."""

from __future__ import annotations

from typing import Final

from django.urls import include, path

from spaser.web.espace.propositions.views import decider_proposition, propositions
from spaser.web.espace.views.concerne import concerne

app_name: Final = "espace"
urlpatterns = [
    path("suis-je-concerne/", concerne, name="concerne"),
    path("espace/", include("spaser.web.espace.situation.urls")),
    path("espace/<siren:siren>/propositions/", propositions, name="propositions"),
    path(
        "espace/<siren:siren>/propositions/<int:pk>/",
        decider_proposition,
        name="decider_proposition",
    ),
]
