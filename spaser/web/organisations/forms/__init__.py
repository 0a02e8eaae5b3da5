"""Forms of the organisations."""

from spaser.web.organisations.forms.identite import FormEssai, FormIdentite
from spaser.web.organisations.forms.membres import (
    FormMainPassee,
    FormPersonne,
    FormReponse,
    FormRole,
    FormRoleProgramme,
)
from spaser.web.organisations.forms.rejoindre import FormAdhesion, FormCollegue, FormInvitation

__all__ = [
    "FormAdhesion",
    "FormCollegue",
    "FormEssai",
    "FormIdentite",
    "FormInvitation",
    "FormMainPassee",
    "FormPersonne",
    "FormReponse",
    "FormRole",
    "FormRoleProgramme",
]
