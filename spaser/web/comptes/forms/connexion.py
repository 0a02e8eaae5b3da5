"""Forms of sign-in and sign-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.comptes.forms.champs import (
    ChampAdresseConnexion,
    ChampCode,
    ChampMotDePasse,
    FormNouveauMotDePasse,
)

if TYPE_CHECKING:
    from typing import Any


class FormConnexion(DsfrBaseForm):
    """An address and its password."""

    courriel = ChampAdresseConnexion(autocomplete="username")
    mot_de_passe = ChampMotDePasse("Mot de passe", "current-password")


class FormCourriel(DsfrBaseForm):
    """An address to write to."""

    courriel = ChampAdresseConnexion()


class FormPreuve(DsfrBaseForm):
    """The password of the person already signed in."""

    mot_de_passe = ChampMotDePasse("Mot de passe", "current-password")


class FormSecondFacteur(DsfrBaseForm):
    """A six-figure code, or a recovery code."""

    code = ChampCode(
        help_text="Les 6 chiffres affichés par votre application, ou un code de secours."
    )


class FormCodeApplication(DsfrBaseForm):
    """A six-figure code: recovery codes do not exist yet."""

    code = ChampCode(help_text="Les 6 chiffres affichés par votre application.")


class FormPrenomNom(DsfrBaseForm):
    """What to call a person."""

    prenom = forms.CharField(
        label="Prénom",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Saisissez votre prénom."},
    )
    nom = forms.CharField(
        label="Nom",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Saisissez votre nom."},
    )


class FormInscription(FormNouveauMotDePasse, FormPrenomNom):
    """The rest of an account, once its address is proved."""

    field_order = ("prenom", "nom")

    def clean(self) -> dict[str, Any]:
        """Check the password against the names just typed too."""
        for champ in ("prenom", "nom"):
            setattr(self.utilisateur, champ, self.cleaned_data.get(champ, ""))
        return super().clean()
