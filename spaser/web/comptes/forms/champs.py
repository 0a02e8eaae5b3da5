"""Fields that several forms share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from spaser.web.comptes.models import fold_courriel
from spaser.web.comptes.mots_de_passe import AIDE

if TYPE_CHECKING:
    from typing import Any

    from spaser.web.comptes.models import Utilisateur


class ChampCourriel(forms.EmailField):
    """An e-mail address, kept in its one spelling."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Adresse électronique")
        kwargs.setdefault("help_text", "Format attendu : nom@domaine.fr")
        kwargs["error_messages"] = {
            "required": "Saisissez votre adresse électronique.",
            "invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la.",
        }
        complet = kwargs.pop("autocomplete", "email")
        kwargs["widget"] = forms.EmailInput(attrs={"autocomplete": complet, "maxlength": 254})
        super().__init__(**kwargs)

    def clean(self, value: str) -> str:
        """Return the address in its one spelling."""
        return fold_courriel(super().clean(value))


class ChampMotDePasse(forms.CharField):
    """A password, never written back into the page."""

    def __init__(self, label: str, autocomplete: str, **kwargs: Any) -> None:
        kwargs["error_messages"] = {"required": f"Saisissez le {label[0].lower()}{label[1:]}."}
        kwargs["widget"] = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, strip=False, **kwargs)


class ChampCode(forms.CharField):
    """A code read on a telephone, which spaces may cut."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Code",
            max_length=20,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "one-time-code",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
            error_messages={
                "required": "Saisissez le code.",
                "max_length": "Ce code est trop long : 6 chiffres, ou un code de secours.",
            },
            **kwargs,
        )


class FormNouveauMotDePasse(DsfrBaseForm):
    """A new password, typed twice and checked against the rules."""

    nouveau_mot_de_passe = ChampMotDePasse("Nouveau mot de passe", "new-password", help_text=AIDE)
    mot_de_passe_confirme = ChampMotDePasse("Même mot de passe, une seconde fois", "new-password")

    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur

    def clean(self) -> dict[str, Any]:
        """Say which rule fails, beside the field to change."""
        super().clean()
        donnees = self.cleaned_data
        nouveau = donnees.get("nouveau_mot_de_passe")
        if nouveau is None:
            return donnees
        if donnees.get("mot_de_passe_confirme") not in (None, nouveau):
            self.add_error(
                "mot_de_passe_confirme",
                "Les deux saisies diffèrent. Saisissez deux fois le même mot de passe.",
            )
        try:
            password_validation.validate_password(nouveau, self.utilisateur)
        except ValidationError as refus:
            self.add_error("nouveau_mot_de_passe", refus)
        return donnees
