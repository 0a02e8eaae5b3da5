"""Lines of a space."""

from __future__ import annotations

from django.db import models

from spaser.web.organisations.models.entrees import EspaceEssai
from spaser.web.organisations.models.organisation import Organisation


class Rattache(models.Model):
    """A line of one space: an organisation's, or somebody's private trial space."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    essai = models.ForeignKey(EspaceEssai, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        """Either one or the other."""

        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True) ^ models.Q(essai__isnull=True),
                name="%(app_label)s_%(class)s_dans_un_espace",
            ),
        )


def unique_in_space(nom: str, *champs: str) -> tuple[models.UniqueConstraint, ...]:
    """Return the constraints that make these fields stand once in each space."""
    return tuple(
        models.UniqueConstraint(fields=[lieu, *champs], name=f"{nom}_unique_{lieu}")
        for lieu in ("organisation", "essai")
    )
