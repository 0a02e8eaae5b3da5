"""Every model of the app, for Django."""

from spaser.site.entourage.models import echanges, groupes

__all__ = ["echanges", "groupes"]
