"""Writes what is said once of a scheme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from spaser.web.commun.versions import save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.redaction.models import Schema
from spaser.web.socle.journal import record


@transaction.atomic
def save_schema(
    espace: Espace,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    lue: int | None,
    *,
    geste: str,
) -> None:
    """Change what is said of the scheme; VersionDepassee when somebody did since it was read."""
    schema, _ = Schema.objects.get_or_create(espace=espace)
    save_version(schema, lue or schema.version, **champs, modifie_par=auteur)
    record(
        geste,
        auteur=auteur,
        objet=schema,
        espace=espace,
        details={"version": schema.version},
    )
