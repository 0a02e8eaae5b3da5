"""Every model of the app, for Django."""

from spaser.site.entourage.models import conseil, demandes, echanges

__all__ = ["conseil", "demandes", "echanges"]
