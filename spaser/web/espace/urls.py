"""Addresses of `espace`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.espace.views.concerne import concerne
from spaser.web.espace.views.listes import listes
from spaser.web.espace.views.perimetre import modifier_perimetre, perimetre
from spaser.web.espace.views.propositions import decider_proposition, propositions

_ESPACE: Final = "espace/<siren:siren>/"
_PROPOSITIONS: Final = f"{_ESPACE}propositions/"

app_name: Final = "espace"
urlpatterns = [
    path("suis-je-concerne/", concerne, name="concerne"),
    path("programme/listes/", listes, name="listes"),
    path(f"{_ESPACE}perimetre/", perimetre, name="perimetre"),
    path(f"{_ESPACE}perimetre/modifier/", modifier_perimetre, name="modifier_perimetre"),
    path(_PROPOSITIONS, propositions, name="propositions"),
    path(f"{_PROPOSITIONS}<int:pk>/", decider_proposition, name="decider_proposition"),
]
