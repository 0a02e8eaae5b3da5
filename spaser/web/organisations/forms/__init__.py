"""Forms of the organisations."""

from spaser.web.organisations.forms.identite import FormIdentite
from spaser.web.organisations.forms.membres import (
    FormMainPassee,
    FormPersonne,
    FormReponse,
    FormRole,
    FormRoleProgramme,
)
from spaser.web.organisations.forms.rejoindre import FormAdhesion, FormInvitation

__all__ = [
    "FormAdhesion",
    "FormIdentite",
    "FormInvitation",
    "FormMainPassee",
    "FormPersonne",
    "FormReponse",
    "FormRole",
    "FormRoleProgramme",
]
