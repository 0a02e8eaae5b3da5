"""Addresses of `plan`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.plan.views.action import action
from spaser.web.plan.views.plan import plan

_RACINE: Final = "espace/<siren:siren>/plan/"

app_name: Final = "plan"
urlpatterns: list[URLPattern] = [
    path(_RACINE, plan, name="plan"),
    path(f"{_RACINE}<int:pk>/", action, name="action"),
]
