"""Every model of the app, for Django."""

from spaser.site.entourage.models import ateliers, conseil, demandes, echanges, groupes

__all__ = ["ateliers", "conseil", "demandes", "echanges", "groupes"]
