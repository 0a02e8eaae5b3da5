"""Every model of the app, for Django."""

from spaser.site.entourage.models import echanges

__all__ = ["echanges"]
