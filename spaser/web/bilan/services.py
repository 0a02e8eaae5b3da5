"""Writes what a space agrees to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from spaser.web.bilan.models import Participation
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@transaction.atomic
def agree(
    espace: Espace, auteur: Utilisateur, maintenant: datetime, *, comptee: bool, aide: str | None
) -> None:
    """Note what a space agrees to; `aide` is None when it asks for none, else a word or nothing.

    The day of a request changes with its words alone.
    """
    espace.hold()
    part, _ = Participation.objects.get_or_create(espace=espace)
    avant = (part.comptee, part.aide, part.mot)
    part.comptee, part.aide, part.mot = comptee, aide is not None, aide or ""
    if (part.comptee, part.aide, part.mot) == avant:
        return
    if (part.aide, part.mot) != avant[1:]:
        part.aide_le = maintenant if part.aide else None
    part.auteur = auteur
    part.save()
    if part.comptee != avant[0]:
        geste = "programme.compte" if comptee else "programme.retrait"
        record(geste, auteur=auteur, objet=part, espace=espace)
    if (part.aide, part.mot) != avant[1:]:
        geste = "programme.aide" if part.aide else "programme.sans_aide"
        record(geste, auteur=auteur, objet=part, espace=espace)
