"""Lines that are put aside before they are erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Ecartables(models.QuerySet["Ecartable"]):
    """Lines, as pages ask for them."""

    def presentes(self) -> Ecartables:
        """Keep those that nobody put aside."""
        return self.filter(ecarte_le__isnull=True)

    def ecartees(self) -> Ecartables:
        """Keep those of the bin, the latest first."""
        return self.filter(ecarte_le__isnull=False).order_by("-ecarte_le", "-pk")


class Ecartable(models.Model):
    """A line that goes to the bin of its space for thirty days, then is erased."""

    ecarte_le = models.DateTimeField("écarté le", null=True, blank=True, db_index=True)
    ecarte_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = Ecartables.as_manager()

    class Meta:
        """A part of other tables."""

        abstract = True
