"""The app `point_annuel`."""

from __future__ import annotations

from django.apps import AppConfig


class PointAnnuelConfig(AppConfig):
    name = "spaser.web.point_annuel"
    verbose_name = "Point annuel"
