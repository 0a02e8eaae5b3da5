"""Every model of the app, for Django."""

from spaser.site.plan.models import actions, cibles

__all__ = ["actions", "cibles"]
