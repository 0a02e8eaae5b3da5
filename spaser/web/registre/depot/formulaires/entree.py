"""Small forms: an address, a file, a consent."""

from __future__ import annotations

from typing import Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.format_spaser.fichier import TAILLE_MAXIMUM
from spaser.web.comptes.forms import ChampAdresseConnexion
from spaser.web.registre.models import NatureDocument
from spaser.web.socle.formulaires import Texte

_UPLOAD: Final = "fr-upload"


class FormInvite(DsfrBaseForm):
    """The address of somebody without an account."""

    courriel = ChampAdresseConnexion()


class FormFormat(DsfrBaseForm):
    """A file in the open SPASER format."""

    fichier = forms.FileField(
        label="Fichier JSON",
        help_text=f"Au format ouvert SPASER, {TAILLE_MAXIMUM // 1_000_000} Mo au plus",
        widget=forms.FileInput(attrs={"accept": ".json,application/json", "class": _UPLOAD}),
        error_messages={
            "required": "Choisissez un fichier JSON.",
            "empty": "Ce fichier est vide. Choisissez un fichier rempli.",
        },
    )

    def clean_fichier(self) -> bytes:
        """Read the file, unless it is too big to be a sheet."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAXIMUM:
            raise forms.ValidationError(
                f"Ce fichier est trop gros : {TAILLE_MAXIMUM // 1_000_000} Mo au plus. "
                "Ce n’est sans doute pas le bon."
            )
        contenu: bytes = fichier.read()
        return contenu


class FormDocumentJoint(DsfrBaseForm):
    """A document to keep on this site; nothing chosen is nothing to do."""

    fichier = forms.FileField(
        label="Fichier",
        required=False,
        help_text="PDF, ODT ou DOCX, 20 Mo au plus. Le titre est facultatif.",
        allow_empty_file=True,  # told with its name by the control of files
        widget=forms.FileInput(attrs={"accept": ".pdf,.odt,.docx", "class": _UPLOAD}),
    )
    nature_fichier = forms.ChoiceField(
        label="Nature du document",
        choices=NatureDocument.choices,
        initial=NatureDocument.SCHEMA,
        required=False,
    )
    titre_fichier = Texte("Titre du document", aide="À défaut, le nom du fichier")

    def clean_nature_fichier(self) -> NatureDocument:
        """Take the text of the scheme for granted."""
        return NatureDocument(self.cleaned_data["nature_fichier"] or NatureDocument.SCHEMA)


class FormConsentement(DsfrBaseForm):
    """The publication, asked for knowingly, of the state that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    consentement = forms.BooleanField(
        label="Je demande la publication de cette fiche et de ses documents, et j’ai vérifié "
        "qu’ils ne nomment personne sans son accord.",
        error_messages={"required": "Cochez cette case pour envoyer le dépôt."},
    )
