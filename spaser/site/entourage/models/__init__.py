"""Every model of the app, for Django."""

from spaser.site.entourage.models import conseil

__all__ = ["conseil"]
