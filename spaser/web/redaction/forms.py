"""What is asked of a scheme: words, titles, steps, bodies, colours."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from dsfr.forms import DsfrBaseForm

from spaser.documents.charte import LOGO_OCTETS_MAX, NEUTRE, CharteRefusee, make_charte, verify_logo
from spaser.donnees.boite.appel import run_bounded
from spaser.donnees.boite.modele import EN_LIGNE, ErreurBoite
from spaser.metier.calendrier import DUREES
from spaser.web.commun.versions import FormVersionne, Versionne
from spaser.web.socle.formulaires import FormLibre, ask_jour, ask_ligne

TEXTE_MAX: Final = 60_000  # signs: some twenty pages
_SAUTS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ILLISIBLES: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class FormTexte(FormVersionne, FormLibre):
    texte = forms.CharField(
        label="Votre texte",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "aria-describedby": "aide-texte"}),
        validators=[
            MaxLengthValidator(
                TEXTE_MAX,
                "Ce texte compte %(show_value)d signes, il en tient %(limit_value)d dans une "
                "rubrique. Rien n’est perdu : votre texte est encore dans le cadre. Gardez-en une "
                "partie ici et mettez la suite dans une autre rubrique.",
            )
        ],
    )

    def clean_texte(self) -> str:
        """Keep what a document can hold: line breaks of every kind, no invisible control."""
        texte: str = self.cleaned_data["texte"]
        return _ILLISIBLES.sub("", _SAUTS.sub("\n", texte))


class FormRubrique(FormVersionne, DsfrBaseForm):
    """The title of a heading, and its part where the outline does not hold it."""

    titre = ask_ligne("Titre de la rubrique", 300, "Donnez un titre à cette rubrique.")
    partie = forms.TypedChoiceField(
        label="Partie du schéma",
        coerce=int,
        error_messages={"required": "Choisissez une partie."},
    )

    def __init__(
        self, *args: Any, parties: list[tuple[int, str]], libre: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if libre:
            self.fields["partie"].choices = parties  # type: ignore[attr-defined]  # of a choice
        else:
            del self.fields["partie"]


class FormEcart(FormVersionne, DsfrBaseForm):
    """Why a heading is set aside."""

    raison = ask_ligne(
        "Pourquoi l’écarter ?",
        300,
        "Dites pourquoi en une phrase : elle servira à qui reprendra le schéma.",
        help_text="Elle ne sera pas imprimée. Son texte est gardé, vous pourrez la reprendre.",
    )


class FormCalendrier(FormVersionne, DsfrBaseForm):
    adoption = ask_jour("Jour souhaité du vote", "Donnez un jour, même approché.")
    duree = forms.TypedChoiceField(
        label="Durée de la préparation",
        coerce=int,
        choices=[(mois, f"{mois} mois") for mois in DUREES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez une durée."),
    )


class FormJalon(FormVersionne, FormLibre):
    titre = ask_ligne("Étape", 200, "Nommez cette étape.")
    jour = ask_jour("Jour", "Donnez un jour à cette étape.")
    fait = forms.BooleanField(label="C’est fait", required=False)


class FormComite(FormVersionne, FormLibre):
    nom = ask_ligne("Comité", 200, "Nommez ce comité.")
    role = ask_ligne("Ce qu’il décide ou prépare", 500, widget=forms.Textarea(attrs={"rows": 2}))
    membres = ask_ligne("Qui y siège (fonctions)", 500, widget=forms.Textarea(attrs={"rows": 2}))
    quand = ask_ligne("Quand", 200)


class FormCharte(FormVersionne, DsfrBaseForm):
    couleur = forms.CharField(
        label="Couleur des titres",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Assez foncée pour se lire sur du blanc.",
    )
    fond = forms.CharField(
        label="Couleur de fond",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Assez claire pour qu’un texte noir s’y lise.",
    )
    logo = forms.FileField(
        label="Votre logo",
        required=False,
        allow_empty_file=True,
        help_text="PNG ou JPEG, de 64 à 4 000 pixels de côté, moins de 1 Mo.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".png,.jpg,.jpeg"}),
    )
    retirer = forms.BooleanField(label="Retirer le logo", required=False)

    def __init__(self, *args: Any, logo: bytes = b"", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.garde = logo
        if not logo:
            del self.fields["retirer"]

    def clean_logo(self) -> bytes:
        envoye: UploadedFile[bytes] | None = self.cleaned_data.get("logo")
        if not envoye:
            return b""
        if (envoye.size or 0) > LOGO_OCTETS_MAX:
            raise forms.ValidationError(
                "Ce logo est trop lourd. Donnez une image PNG ou JPEG de moins de 1 Mo."
            )
        octets: bytes = envoye.read()
        if not octets:
            raise forms.ValidationError("Ce fichier est vide : choisissez une image PNG ou JPEG.")
        return octets

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        ancien = b"" if reponses.pop("retirer", False) else self.garde
        reponses["logo"] = reponses.get("logo") or ancien
        self._verify("couleur", reponses.get("couleur", ""), NEUTRE.fond)
        self._verify("fond", NEUTRE.couleur, reponses.get("fond", ""))
        self._verify("logo", NEUTRE.couleur, NEUTRE.fond, reponses["logo"])
        return reponses

    def _verify(self, champ: str, couleur: str, fond: str, logo: bytes = b"") -> None:
        if champ in self.errors:
            return
        try:
            if logo:
                run_bounded(EN_LIGNE, verify_logo, logo)
            make_charte(couleur, fond)
        except (CharteRefusee, ErreurBoite) as refus:
            self.add_error(champ, " ".join(filter(None, (refus.message, refus.conseil))))


def fill(forme: type[FormVersionne], objet: Versionne) -> dict[str, Any]:
    return {nom: getattr(objet, nom) for nom in forme.base_fields if nom != "version"}
