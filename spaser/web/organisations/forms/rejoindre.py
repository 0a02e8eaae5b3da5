"""Asking to come in, inviting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.droits import ROLES_ORGANISATION, Role, assignable_roles
from spaser.web.organisations.forms.champs import ChampCourriel, ChampRole, champ_message
from spaser.web.organisations.models.organisation import TYPES
from spaser.web.socle.formulaires import refuse_lien


class FormAdhesion(DsfrBaseForm):
    """What somebody says when she asks to come in; the name only if nobody knows the SIREN."""

    nom = forms.CharField(
        label="Nom de l’organisation",
        max_length=200,
        validators=[refuse_lien],
        help_text="Le nom officiel, en entier.",
        error_messages={"required": "Écrivez le nom de l’organisation."},
    )
    type = forms.ChoiceField(
        label="Type de structure",
        choices=[("", "Je ne sais pas"), *TYPES],
        required=False,
    )
    role = ChampRole(label="Rôle souhaité", initial=Role.REDACTION.value)
    message = champ_message(
        "Message", "Ce qui aidera à vous reconnaître : votre service, votre fonction."
    )

    def __init__(self, *args: Any, connue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("ChampRole", self.fields["role"]).offer(ROLES_ORGANISATION)
        if connue:
            del self.fields["nom"], self.fields["type"]


class FormCollegue(DsfrBaseForm):
    courriel = ChampCourriel("Adresse électronique de votre collègue")


class FormInvitation(DsfrBaseForm):
    courriel = ChampCourriel("Adresse électronique de la personne")
    role = ChampRole(initial=Role.LECTURE.value)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("ChampRole", self.fields["role"]).offer(assignable_roles(roles))
