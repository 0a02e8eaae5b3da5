"""What shows that an action was done: an address, a file, or a note."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import format_nombre
from spaser.donnees.envois.formats import MEGA
from spaser.web.plan.models import Action
from spaser.web.socle.fichiers import Envoi, ErreurFichier, Format, examine
from spaser.web.socle.formulaires import ChampAdresse, Texte, TexteLong

FORMATS: Final = (Format.PDF, Format.ODT, Format.DOCX, Format.ODS, Format.XLSX)
OCTETS_MAX: Final = 10 * MEGA
FICHIERS_MAX: Final = 20  # of one action
_SORTES: Final = ("adresse", "fichier", "note")


class FormPreuve(DsfrBaseForm):
    """What it is, then where it is: one of three ways at least."""

    libelle = Texte("Ce que c’est", requis="Dites ce que c’est : une délibération, une page…")
    adresse = ChampAdresse("Adresse")
    fichier = forms.FileField(
        label="Fichier",
        required=False,
        help_text="PDF, ODT, DOCX, ODS ou XLSX, 10 Mo au plus. Lui seul reste dans l’espace : il "
        "n’est ni imprimé, ni publié.",
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{f}" for f in FORMATS), "class": "fr-upload"}
        ),
    )
    note = TexteLong("Note", rows=3)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action

    def clean_fichier(self) -> Envoi | None:
        envoye = self.cleaned_data.get("fichier")
        if not envoye:
            return None
        if self.action.preuves.filter(fichier__isnull=False).count() >= FICHIERS_MAX:
            raise ValidationError(
                f"Une action garde {FICHIERS_MAX} fichiers au plus. Retirez-en un, ou donnez "
                "l’adresse du document."
            )
        if envoye.size > OCTETS_MAX:
            pese = format_nombre(ceil(10 * envoye.size / MEGA) / 10, 1)  # never told as the limit
            raise ValidationError(
                f"« {envoye.name} » pèse {pese} Mo, pour {OCTETS_MAX // MEGA} Mo "
                "au plus. Réduisez ses images, ou donnez l’adresse du document."
            )
        try:
            return examine(envoye, FORMATS)
        except ErreurFichier as refus:
            raise ValidationError(str(refus)) from refus

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if not self.errors and not any(lus.get(nom) for nom in _SORTES):
            self.add_error("adresse", "Donnez une adresse, un fichier ou une note.")
        return lus

    def read(self) -> dict[str, Any]:
        return {nom: self.cleaned_data[nom] or "" for nom in ("libelle", "adresse", "note")}

    @property
    def envoi(self) -> Envoi | None:
        fichier: Envoi | None = self.cleaned_data["fichier"]
        return fichier
