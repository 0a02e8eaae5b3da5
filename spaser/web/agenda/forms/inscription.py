"""What somebody says of herself to come, and what she looks for."""

from __future__ import annotations

from typing import Any, Final, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.metier.agenda.evenements import GROUPE_MAX, NatureEvenement
from spaser.metier.domaines_courriel import is_jetable, suggest_adresse
from spaser.web.agenda.models import NOM_MAX, Evenement, Inscription
from spaser.web.agenda.services.inscriptions import Saisie
from spaser.web.editorial.selectors import read_titres
from spaser.web.socle.formulaires import (
    FormLibre,
    FormPiegee,
    Texte,
    list_choix,
    refuse_lien,
    tell_inconnue,
)

JETABLE: Final = (
    "Cette boîte ne dure que quelques minutes\u00a0: le lien de connexion n’y arriverait pas. "
    "Donnez une adresse que vous lirez la veille de l’événement."
)


def _ask_nom(label: str, quoi: str, requis: str = "") -> Texte:
    """Ask for a name: mails repeat it, so it holds no address of a site."""
    saisie = forms.TextInput(attrs={"autocomplete": quoi})
    return Texte(label, requis=requis, max_length=NOM_MAX, validators=[refuse_lien], widget=saisie)


def _ask_accord() -> forms.BooleanField:
    return forms.BooleanField(
        label="J’accepte que mon image, ma voix et mes messages soient dans l’enregistrement",
        required=False,
        help_text="Sans cette case, venez caméra et micro fermés, sans écrire dans la discussion.",
    )


class FormPlace(DsfrBaseForm):
    prenom = _ask_nom("Prénom", "given-name", "Écrivez votre prénom.")
    nom = _ask_nom("Nom", "family-name", "Écrivez votre nom.")
    organisme = _ask_nom("Organisme", "organization")
    taille = forms.IntegerField(
        label="Nombre de places",
        min_value=1,
        max_value=GROUPE_MAX,
        initial=1,
        help_text="Une par personne. Un groupe n’est jamais coupé\u00a0: il attend que toutes ses "
        "places soient libres, ou en demande moins.",
        error_messages={
            "required": "Écrivez un nombre de places.",
            "invalid": "Écrivez un nombre, comme 2.",
            "min_value": "Demandez au moins une place.",
            "max_value": f"{GROUPE_MAX} places au plus. Pour davantage, écrivez à l’équipe.",
        },
    )
    accord_enregistrement = _ask_accord()
    accord_citation = forms.BooleanField(
        label="J’accepte que mon organisme soit nommé parmi les participants",
        required=False,
        help_text="Son nom seul\u00a0: jamais le vôtre.",
    )

    def __init__(self, *args: Any, evenement: Evenement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evenement = evenement
        if not evenement.enregistre:
            del self.fields["accord_enregistrement"]

    def clean_taille(self) -> int:
        taille: int = self.cleaned_data["taille"]
        places = self.evenement.places
        if places is not None and taille > places:
            raise ValidationError(
                f"Cet événement n’a que {places} places en tout\u00a0: demandez-en moins."
            )
        return taille

    def read(self) -> Saisie:
        champs = Saisie.__dataclass_fields__
        lus = {nom: lu for nom, lu in self.cleaned_data.items() if nom in champs}
        return Saisie(**lus | {"organisme": lus["organisme"] or ""})


class FormInscription(FormPlace, FormPiegee):
    """The same, and an address; `sure` is an address that was asked about."""

    courriel = forms.EmailField(
        label="Adresse électronique",
        help_text="Un lien y est envoyé\u00a0: ouvrez-le, puis confirmez.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse électronique.",
            "invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la.",
        },
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("prenom", "nom", "courriel", "organisme", "taille")

    def clean_courriel(self) -> str:
        """Refuse a mailbox of a few minutes; ask once about what looks like a slip."""
        adresse: str = self.cleaned_data["courriel"].strip()
        if is_jetable(adresse):
            raise ValidationError(JETABLE)
        probable = suggest_adresse(adresse)
        if probable and self.data.get(self.add_prefix("sure")) != adresse:
            donnees = cast("dict[str, Any]", self.data).copy()  # or a QueryDict
            donnees[self.add_prefix("sure")] = adresse
            self.data = donnees
            raise ValidationError(
                f"Vouliez-vous écrire {probable}\u00a0? Corrigez, ou renvoyez si c’est juste."
            )
        return adresse


class FormAccord(FormLibre):
    accord_enregistrement = _ask_accord()

    @classmethod
    def start(cls, inscription: Inscription) -> Self:
        return cls(initial={"accord_enregistrement": inscription.accord_enregistrement})

    def read(self) -> bool:
        self.full_clean()
        return bool(self.cleaned_data["accord_enregistrement"])


class FormTaille(DsfrBaseForm):
    taille = forms.IntegerField(
        label="Places à garder",
        min_value=1,
        error_messages={"required": "Écrivez un nombre.", "invalid": "Écrivez un nombre, comme 2."},
    )


class FormFiltres(FormLibre):
    nature = forms.ChoiceField(
        label="Quoi",
        required=False,
        choices=[("", "Webinaires et ateliers"), *list_choix(NatureEvenement)],
        error_messages=tell_inconnue("une sorte d’événement"),
    )
    edition = forms.ChoiceField(
        label="Édition", required=False, error_messages=tell_inconnue("une édition")
    )

    def __init__(self, *args: Any, editions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["edition"]
        titres = read_titres("editions", timezone.localdate())
        champ.choices = [("", "Toutes"), *((code, titres.get(code, code)) for code in editions)]

    def read(self) -> dict[str, str]:
        self.full_clean()
        return {nom: lu for nom, lu in self.cleaned_data.items() if lu}
