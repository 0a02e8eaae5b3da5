"""Forms of an account."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.comptes.preuves import AIDE
from spaser.site.socle.formulaires import ask_choix, ask_ligne, refuse_lien
from spaser.site.socle.models import PRECISIONS, Cadence, Sujet

# Fields that several forms share.


class ChampAdresseConnexion(forms.EmailField):
    def __init__(
        self,
        label: str = "Adresse électronique",
        autocomplete: str = "email",
        quelle: str = "votre",
    ) -> None:
        super().__init__(
            label=label,
            max_length=254,
            help_text="Format attendu : nom@domaine.fr",
            error_messages={
                "required": f"Saisissez {quelle} adresse électronique.",
                "invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la.",
            },
            widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
        )

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


# Forms of one's own account.


class FormChangementMotDePasse(FormNouveauMotDePasse):
    mot_de_passe = ChampMotDePasse("Mot de passe actuel", "current-password")
    field_order = ("mot_de_passe",)


class FormNouvelleAdresse(DsfrBaseForm):
    courriel = ChampAdresseConnexion(label="Nouvelle adresse électronique")


class FormEffacement(DsfrBaseForm):
    compris = forms.BooleanField(
        label="J’ai compris que mon compte sera effacé et que rien ne permet de le retrouver.",
        error_messages={"required": "Cochez cette case pour confirmer l’effacement."},
    )


# Forms of sign-in and sign-up.


class FormConnexion(DsfrBaseForm):
    courriel = ChampAdresseConnexion(autocomplete="username")
    mot_de_passe = ChampMotDePasse("Mot de passe", "current-password")


class FormCourriel(DsfrBaseForm):
    courriel = ChampAdresseConnexion()


class FormMotDePasse(DsfrBaseForm):
    mot_de_passe = ChampMotDePasse("Mot de passe", "current-password")


class FormSecondFacteur(DsfrBaseForm):
    code = ChampCode(
        help_text="Les 6 chiffres affichés par votre application, ou un code de secours."
    )


class FormCodeApplication(DsfrBaseForm):
    """A six-figure code: recovery codes do not exist yet."""

    code = ChampCode(help_text="Les 6 chiffres affichés par votre application.")


class FormCodeRecu(DsfrBaseForm):
    """The code of a mail, before a gesture that cannot be taken back."""

    code_recu = ChampCode(help_text="Les 6 chiffres reçus par courriel.")


class FormCle(DsfrBaseForm):
    nom = ask_ligne(
        "Nom de la clé",
        64,
        "Donnez un nom à la clé.",
        aide="Pour la reconnaître dans la liste : « Téléphone », « Clé du bureau ».",
        initial="Clé d’accès",
        validators=[refuse_lien],
    )
    cle = forms.CharField(
        label="Clé d’accès",
        widget=forms.HiddenInput(),
        error_messages={
            "required": "Le navigateur n’a pas créé de clé. Recommencez, ou activez plutôt "
            "l’application d’authentification."
        },
    )


class FormPrenomNom(DsfrBaseForm):
    prenom = ask_ligne(
        "Prénom",
        150,
        "Saisissez votre prénom.",
        validators=[refuse_lien],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    nom = ask_ligne(
        "Nom",
        150,
        "Saisissez votre nom.",
        validators=[refuse_lien],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


class FormNouveauCompte(FormNouveauMotDePasse, FormPrenomNom):
    """The rest of an account, once its address is proved."""

    field_order = ("prenom", "nom")

    def clean(self) -> dict[str, Any]:
        for champ in ("prenom", "nom"):
            setattr(self.utilisateur, champ, self.cleaned_data.get(champ, ""))
        return super().clean()


class FormCourriels(DsfrBaseForm):
    def __init__(self, *args: Any, cadences: Mapping[Sujet, Cadence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for sujet, cadence in cadences.items():
            self.fields[sujet.value] = ask_choix(
                sujet.label,
                Cadence.choices,
                "Choisissez un rythme.",
                {"invalid_choice": "Choisissez un rythme de la liste."},
                aide=PRECISIONS[sujet],
                initial=cadence.value,
            )

    def read(self) -> dict[Sujet, Cadence]:
        return {Sujet(nom): Cadence(valeur) for nom, valeur in self.cleaned_data.items()}
