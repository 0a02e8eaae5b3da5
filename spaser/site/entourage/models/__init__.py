"""Every model of the app, for Django."""

from spaser.site.entourage.models import ateliers

__all__ = ["ateliers"]
