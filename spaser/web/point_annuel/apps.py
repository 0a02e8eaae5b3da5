"""The app `point_annuel`."""

from __future__ import annotations

from django.apps import AppConfig


class PointAnnuelConfig(AppConfig):
    """The yearly review of a space."""

    name = "spaser.web.point_annuel"
    verbose_name = "Point annuel"
