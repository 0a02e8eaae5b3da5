"""Where a buyer says it is: what the first page of its space puts forward."""

from __future__ import annotations

from django.db import transaction

from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.redaction.models import Moment, Schema
from spaser.web.redaction.selectors import find_schema
from spaser.web.socle.journal import record


def find_moment(espace: Espace) -> Moment | None:
    """Return where a buyer said it is; None before it says."""
    schema = find_schema(espace)
    return Moment(schema.moment) if schema and schema.moment else None


@transaction.atomic
def say_moment(espace: Espace, moment: Moment, auteur: Utilisateur) -> None:
    """Note where a buyer is; nothing is written when it said so already."""
    schema, _ = Schema.objects.select_for_update().get_or_create(espace=espace)
    if schema.moment == moment:
        return
    schema.moment, schema.modifie_par = moment, auteur
    schema.save(update_fields=["moment", "modifie_par", "modifie_le"])
    record(
        "schema.moment",
        auteur=auteur,
        objet=schema,
        espace=espace,
        details={"nom": moment.label},
    )
