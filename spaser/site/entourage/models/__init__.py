"""Every model of the app, for Django."""

from spaser.site.entourage.models import demandes, echanges

__all__ = ["demandes", "echanges"]
