"""Fields that many forms share: nothing typed is None, never an empty text."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

COURT: Final = 300
LONG: Final = 10_000
URL_MAX: Final = 2000
AIDE_JOUR: Final = "Par exemple 15/06/2026"
_CONTROLES: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANCS: Final = re.compile(r"[ \t\n\r\x85\u2028\u2029]+")
_ADRESSE: Final = re.compile(r"^https?://[^\s<>\"'`\\/]+\.[^\s<>\"'`\\]+$")


class Texte(forms.CharField):
    """A line of text, without the characters that no page can show."""

    def __init__(self, label: str, *, requis: str = "", aide: str = "", **options: Any) -> None:
        options.setdefault("max_length", COURT)
        options["error_messages"] = {
            "required": requis,
            "max_length": f"Ce texte est trop long : {options['max_length']} caractères au plus.",
        }
        super().__init__(
            label=label, required=bool(requis), help_text=aide, empty_value=None, **options
        )

    def to_python(self, value: object) -> str | None:
        """Drop control characters and line breaks; keep the no-break spaces of French."""
        texte = _CONTROLES.sub("", str(value or ""))
        return super().to_python(_BLANCS.sub(" ", texte).strip())


class TexteLong(Texte):
    """A few paragraphs."""

    def __init__(self, label: str, *, rows: int = 6, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label, max_length=LONG, widget=widget, **options)

    def to_python(self, value: object) -> str | None:
        """Drop control characters; keep paragraphs."""
        texte = _CONTROLES.sub("", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        return forms.CharField.to_python(self, texte)


class ChampJour(Texte):
    """A day, typed the French way."""

    def __init__(self, label: str, *, aide: str = AIDE_JOUR, **options: Any) -> None:
        super().__init__(label, aide=aide, max_length=20, **options)

    def to_python(self, value: object) -> date | None:  # type: ignore[override]  # typed as a text
        """Read 15/06/2026 or 2026-06-15."""
        if isinstance(value, date):
            return value
        texte = super().to_python(value)
        if not texte:
            return None
        try:
            return date.fromisoformat("-".join(reversed(texte.split("/"))))
        except ValueError as faute:
            raise ValidationError(
                f"« {texte} » n’est pas un jour. Écrivez par exemple 15/06/2026."
            ) from faute

    def prepare_value(self, value: object) -> object:
        """Show a day the French way."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def run_validators(self, value: object) -> None:
        """Leave aside those of a text."""


class ChampAdresse(Texte):
    """The address of a public page."""

    def __init__(self, label: str, *, requis: str = "", aide: str = "") -> None:
        super().__init__(
            label,
            requis=requis,
            aide=aide or "Elle commence par https://",
            max_length=URL_MAX,
            widget=forms.URLInput(),
        )

    def to_python(self, value: object) -> str | None:
        """Refuse what is not the address of a page."""
        texte = super().to_python(value)
        if texte and not _ADRESSE.fullmatch(texte):
            raise ValidationError(
                "Ce n’est pas l’adresse d’une page. Recopiez-la depuis votre navigateur : elle "
                "commence par https:// et n’a pas d’espace."
            )
        return texte
