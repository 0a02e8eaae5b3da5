"""Every model of the app, for Django."""

from spaser.site.entourage.models import demandes

__all__ = ["demandes"]
