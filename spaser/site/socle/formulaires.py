"""Forms of one kind, whatever they ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from dsfr.forms import DsfrBaseForm

from spaser.regles.nomenclatures import Nomenclature

CHAMP_LIBRE: Final = "socle/composants/champ_libre.html"
CHAMP_ATTENDU: Final = "socle/composants/champ_attendu.html"
TROP_LONG: Final = (
    "Ce texte est trop long : gardez %(limit_value)d signes au plus, il y en a %(show_value)d."
)

# What mail readers turn into a link: a name that holds one would carry it into our mails.
_LIEN: Final = re.compile(
    r"://|\bwww\.|[\w-]\.(?:com|eu|fr|info|io|me|net|online|org|page|ru|shop|site|top|xyz)\b",
    re.IGNORECASE,
)


LIEN_DANS_NOM: Final = "Un nom ne contient pas d’adresse de site : retirez-la."


def has_lien(nom: str) -> bool:
    return bool(_LIEN.search(nom))


def refuse_lien(nom: str) -> None:
    """Refuse the name of a person or of a body that holds an address; ValidationError says so."""
    if has_lien(nom):
        raise ValidationError(LIEN_DANS_NOM)


def ask_ligne(
    label: str, maximum: int, manque: str = "", aide: str = "", **options: Any
) -> forms.CharField:
    """Return a question of a few words; nothing that is typed is cut: too long is said.

    `manque` is what is said when it is left empty; without it, it may be.
    """
    verifiers = [MaxLengthValidator(maximum, TROP_LONG), *options.pop("validators", ())]
    return forms.CharField(
        label=label,
        required=bool(manque),
        help_text=aide,
        validators=verifiers,
        error_messages={"required": manque},
        **options,
    )


def ask_texte(
    label: str, maximum: int, lignes: int = 4, manque: str = "", aide: str = ""
) -> forms.CharField:
    zone = forms.Textarea(attrs={"rows": lignes})
    return ask_ligne(label, maximum, manque, aide, widget=zone)


def ask_jour(label: str, manque: str = "", aide: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=bool(manque),
        help_text=aide,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": manque, "invalid": "Écrivez une date, comme 24/11/2026."},
    )


def let_wait[F: forms.Field](champ: F) -> F:
    """Take « (Optionnel) » off a question that may be empty now, and is asked for in the end.

    Its help says when.
    """
    champ.template_name = CHAMP_ATTENDU  # type: ignore[attr-defined]  # not in the stubs
    return champ


class FormLibre(DsfrBaseForm):
    """Filters, short lines: every question may be left empty, so none is marked optional.

    Boxes to tick keep their own template, that names them together.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            if isinstance(champ.widget, forms.CheckboxSelectMultiple):
                continue
            champ.template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs


class FormPiegee(DsfrBaseForm):
    """A form with a trap, `socle/composants/leurre.html`: people do not see it, machines fill it.

    Whoever fills it is thanked like everybody, and nothing is kept.
    """

    site = forms.CharField(label="Ne remplissez pas ce champ", required=False)


MESSAGE_MAX: Final = 2000  # as `Requete` keeps them


def ask_message(label: str, aide: str, requis: str = "") -> forms.CharField:
    """Return the question of a few lines, to the team or by it."""
    return ask_texte(label, MESSAGE_MAX, 5, requis, aide)


def ask_courriel(aide: str) -> forms.EmailField:
    """Return the question of where to answer, which may be left empty."""
    return forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text=f"Si vous voulez une réponse. {aide}",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."},
    )


# Closed lists as forms offer them.

HORS_LISTE: Final = {"invalid_choice": "Choisissez une des réponses proposées."}
ABSENT: Final = {"invalid_choice": "« %(value)s » n’est pas dans la liste : choisissez-y."}


def list_choix(valeurs: type[Nomenclature], vide: str = "") -> list[tuple[str, str]]:
    choix = [(valeur.value, valeur.libelle) for valeur in valeurs]
    return [("", vide), *choix] if vide else choix


def offer_choix(form: forms.BaseForm, nom: str, choix: Sequence[tuple[Any, Any]]) -> None:
    """Give a list of a form what it offers, once it is known."""
    cast("forms.ChoiceField", form.fields[nom]).choices = choix


def ask_choix(
    label: str,
    choix: Any = (),  # noqa: ANN401 - what Django takes
    manque: str = "",
    hors: Mapping[str, str] = HORS_LISTE,
    aide: str = "",
    **options: Any,
) -> forms.ChoiceField:
    """Return a list of which one is chosen; `hors` says what is not in it, `manque` as a line's."""
    return forms.ChoiceField(
        label=label,
        choices=choix,
        required=bool(manque),
        help_text=aide,
        error_messages={"required": manque, **hors},
        **options,
    )


def ask_filtre(label: str, choix: Any) -> forms.ChoiceField:  # noqa: ANN401 - what Django takes
    """Return a list that narrows what a page shows; left empty, it narrows nothing."""
    return ask_choix(label, choix, hors=ABSENT)


def tell_inconnue(quoi: str) -> dict[str, str]:
    texte = f"« %(value)s » n’est pas {quoi} que nous connaissons\u00a0: choisissez dans la liste."
    return {"invalid_choice": texte}


# Fields that many forms share: nothing typed is None, never an empty text.

COURT: Final = 300
LONG: Final = 10_000
URL_MAX: Final = 2000
_CONTROLES: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANCS: Final = re.compile(r"[ \t\n\r\x85\u2028\u2029]+")
_ADRESSE: Final = re.compile(r"^https?://[^\s<>\"'`\\/]+\.[^\s<>\"'`\\]+$")


class ChampTexte(forms.CharField):
    """A line of text, without the characters that no page can show; too long is said."""

    def __init__(self, label: str, *, requis: str = "", aide: str = "", **options: Any) -> None:
        options = {"max_length": COURT, "empty_value": None} | options
        options["error_messages"] = {"required": requis, "max_length": TROP_LONG}
        super().__init__(label=label, required=bool(requis), help_text=aide, **options)

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        """Let browsers cut nothing of what is typed."""
        return {}

    def to_python(self, value: object) -> str | None:
        """Drop control characters and line breaks; keep the no-break spaces of French."""
        texte = _CONTROLES.sub("", str(value or ""))
        return super().to_python(_BLANCS.sub(" ", texte).strip())


class TexteLong(ChampTexte):
    def __init__(self, label: str, *, rows: int = 6, **options: Any) -> None:
        options.setdefault("max_length", LONG)
        super().__init__(label, widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: object) -> str | None:
        """Drop control characters; keep paragraphs."""
        texte = _CONTROLES.sub("", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        return forms.CharField.to_python(self, texte)


class ChampAdresse(ChampTexte):
    default_error_messages: ClassVar = {
        "invalid": "Ce n’est pas l’adresse d’une page. Recopiez-la depuis votre navigateur : elle "
        "commence par https:// et n’a pas d’espace."
    }

    def __init__(self, label: str, *, aide: str = "", **options: Any) -> None:
        aide = aide or "Elle commence par https://"
        options.setdefault("max_length", URL_MAX)
        super().__init__(label, aide=aide, widget=forms.URLInput(), **options)

    def to_python(self, value: object) -> str | None:
        texte = super().to_python(value)
        if texte and not _ADRESSE.fullmatch(texte):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return texte
