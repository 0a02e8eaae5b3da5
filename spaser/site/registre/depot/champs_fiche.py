"""Fields of the deposit, and its two small forms: the guest's address, the consent to publish."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from spaser.moteur.referentiels.annuaire import departements, regions
from spaser.regles.format_spaser import TAILLE_MAXIMUM
from spaser.regles.nomenclatures import Nomenclature, Statut, is_date_partielle
from spaser.site.comptes.forms import ChampAdresseConnexion
from spaser.site.organisations.identite import SirenRefuse, read_siren
from spaser.site.registre.models import NatureDocument
from spaser.site.socle.formulaires import ChampTexte

# Fields that speak the open SPASER format: nothing typed is None, never an empty text.

NON_CONNU: Final = "Non connu"
_COURRIEL: Final = re.compile(r"^[^@\s<>\"'`\\]+@[^@\s<>\"'`\\]+\.[^@\s<>\"'`\\]+$")
_TELEPHONE: Final = re.compile(r"^[+0-9][0-9 .()-]{3,}$")
_NOMBRE: Final = re.compile(r"^[+-]?\d+(\.\d+)?$")
_JOUR: Final = re.compile(r"^(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})$")
_MILLION_DE_MILLIARDS: Final = 10**15
AIDE_DATE: Final = "Année, mois ou jour : 2026, 06/2026 ou 15/06/2026"


class ChampDate(ChampTexte):
    """A year, a month or a day, as precise as it is known."""

    def __init__(self, label: str, *, aide: str = AIDE_DATE, **options: Any) -> None:
        super().__init__(label, aide=aide, max_length=20, **options)

    def to_python(self, value: object) -> str | None:
        """Return 2026, 2026-06 or 2026-06-15, whichever way it was typed."""
        texte = super().to_python(value)
        return _read_date(texte) if texte else None

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's signature
        if isinstance(value, str) and is_date_partielle(value):
            return "/".join(reversed(value.split("-")))
        return value


class ChampSiren(ChampTexte):
    def __init__(
        self, label: str = "SIREN", *, aide: str = "Neuf chiffres", **options: Any
    ) -> None:
        super().__init__(label, aide=aide, max_length=40, **options)

    def to_python(self, value: object) -> str | None:
        texte = super().to_python(value)
        try:
            return read_siren(texte) if texte else None
        except SirenRefuse as refus:
            raise ValidationError(str(refus)) from refus


class ChampCourrielService(ChampTexte):
    def __init__(self, label: str) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(label, max_length=254, widget=widget)

    def to_python(self, value: object) -> str | None:
        texte = super().to_python(value)
        if texte and not _COURRIEL.fullmatch(texte):
            raise ValidationError("Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la.")
        return texte


class ChampTelephone(ChampTexte):
    def __init__(self, label: str) -> None:
        super().__init__(label, max_length=30, aide="Par exemple 02 00 00 00 00")

    def to_python(self, value: object) -> str | None:
        texte = super().to_python(" ".join(str(value or "").split()))
        if texte and not _TELEPHONE.fullmatch(texte):
            raise ValidationError("Écrivez le numéro en chiffres, par exemple 02 00 00 00 00.")
        return texte


class ChampNombre(ChampTexte):
    """A number, with a comma or a point; an integer stays one."""

    def __init__(self, label: str, *, aide: str = "", entier: bool = False, **options: Any) -> None:
        super().__init__(label, aide=aide, max_length=40, **options)
        self.entier = entier
        self.widget.attrs["inputmode"] = "numeric" if entier else "decimal"

    def to_python(self, value: object) -> float | int | None:  # type: ignore[override]  # typed as a text
        texte = super().to_python(value)
        if not texte:
            return None
        nombre = "".join(texte.split()).replace(",", ".")
        if not _NOMBRE.fullmatch(nombre):
            raise ValidationError("Écrivez un nombre seul, sans unité, par exemple 12,5.")
        return self._check(float(nombre))

    def _check(self, nombre: float) -> float | int:
        if abs(nombre) > _MILLION_DE_MILLIARDS:
            raise ValidationError("Ce nombre est démesuré. Vérifiez l’unité.")
        if nombre.is_integer():
            return int(nombre)
        if self.entier:
            raise ValidationError("Écrivez un nombre entier, sans décimale.")
        return nombre

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's signature
        return str(value).replace(".", ",") if isinstance(value, int | float) else value

    def validate(self, value: object) -> None:
        """Refuse an empty field only: zero is a value."""
        if value is None:
            super().validate(value)

    def run_validators(self, value: object) -> None:
        """Run no validator of a text field: the value is not a text."""


class ChampEntier(ChampNombre):
    def __init__(self, label: str, minimum: int, maximum: int, **options: Any) -> None:
        super().__init__(label, entier=True, **options)
        self.minimum, self.maximum = minimum, maximum

    def _check(self, nombre: float) -> float | int:
        valeur = super()._check(nombre)
        if not self.minimum <= valeur <= self.maximum:
            raise ValidationError(f"Écrivez un nombre entre {self.minimum} et {self.maximum}.")
        return valeur


class ChampChoix(forms.TypedChoiceField):
    """One value of a list, or not known."""

    def __init__(
        self,
        label: str,
        valeurs: Iterable[Nomenclature | Statut] = (),
        *,
        requis: str = "",
        aide: str = "",
    ) -> None:
        vide = "Sélectionnez une valeur" if requis else NON_CONNU
        super().__init__(
            label=label,
            required=bool(requis),
            help_text=aide,
            choices=[("", vide), *((valeur.value, valeur.libelle) for valeur in valeurs)],
            empty_value=None,
            error_messages={"required": requis, "invalid_choice": "Choisissez dans la liste."},
            widget=forms.Select(),
        )


class ChampOuiNon(ChampChoix):
    """Yes, no, or not known: three different answers."""

    def __init__(self, label: str, aide: str = "") -> None:
        super().__init__(label, aide=aide)
        self.choices = [("", NON_CONNU), ("oui", "Oui"), ("non", "Non")]
        self.coerce = {"oui": True, "non": False}.__getitem__

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's signature
        return {True: "oui", False: "non"}.get(value, value)


class ChampRegion(ChampChoix):
    def __init__(self, aide: str = "") -> None:
        super().__init__("Région", aide=aide)
        self.choices = [("", NON_CONNU), *((zone.code, zone.nom) for zone in regions().values())]


class ChampDepartements(ChampTexte):
    def __init__(self, label: str = "Départements") -> None:
        super().__init__(
            label,
            aide="Numéros ou noms, séparés par des virgules : 35, Morbihan",
            max_length=1000,
        )

    def to_python(self, value: object) -> list[str] | None:  # type: ignore[override]  # typed as a text
        texte = super().to_python(value)
        mots = [mot.strip() for mot in re.split(r"[,;]", texte or "") if mot.strip()]
        return list(dict.fromkeys(map(_read_departement, mots))) or None

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's signature
        return ", ".join(value) if isinstance(value, list) else value

    def run_validators(self, value: object) -> None:
        """Run no validator of a text field: the value is not a text."""


def _read_date(texte: str) -> str:
    iso = texte
    if trouve := _JOUR.fullmatch(texte):
        jour, mois, annee = trouve.groups()
        iso = "-".join(filter(None, (annee, mois and mois.zfill(2), jour and jour.zfill(2))))
    if not is_date_partielle(iso):
        raise ValidationError(
            f"« {texte[:40]} » n’est pas une date. Écrivez 2026, 06/2026 ou 15/06/2026."
        )
    return iso


def _read_departement(mot: str) -> str:
    zones = departements()
    code = mot.upper().zfill(2)
    if code in zones:
        return code
    nommes = [zone.code for zone in zones.values() if zone.nom.casefold() == mot.casefold()]
    if not nommes:
        raise ValidationError(
            f"« {mot[:40]} » n’est ni un numéro ni un nom de département. "
            "Écrivez par exemple 35 ou Ille-et-Vilaine."
        )
    return nommes[0]


# Small forms: an address, a file, a consent.

_UPLOAD: Final = "fr-upload"


class FormInvite(DsfrBaseForm):
    """The address of somebody without an account."""

    courriel = ChampAdresseConnexion()


class FormFormat(DsfrBaseForm):
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
    titre_fichier = ChampTexte("Titre du document", aide="À défaut, le nom du fichier")

    def clean_nature_fichier(self) -> NatureDocument:
        """Return the nature given, that of the text of the scheme when there is none."""
        return NatureDocument(self.cleaned_data["nature_fichier"] or NatureDocument.SCHEMA)


class FormConsentement(DsfrBaseForm):
    """The publication, asked for knowingly, of the state that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    consentement = forms.BooleanField(
        label="Je demande la publication de cette fiche et de ses documents, et j’ai vérifié "
        "qu’ils ne nomment personne sans son accord.",
        error_messages={"required": "Cochez cette case pour envoyer le dépôt."},
    )
