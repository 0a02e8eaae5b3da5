"""Fields that many forms share: nothing typed is None, never an empty text."""

from __future__ import annotations

import re
from typing import Final

from django import forms
from django.core.exceptions import ValidationError

COURT: Final = 300
LONG: Final = 10_000
URL_MAX: Final = 2000
_CONTROLES: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADRESSE: Final = re.compile(r"^https?://[^\s<>\"'`\\/]+\.[^\s<>\"'`\\]+$")


class Texte(forms.CharField):
    """A line of text, without the characters that no page can show."""

    def __init__(self, label: str, *, requis: str = "", aide: str = "", **options) -> None:
        options.setdefault("max_length", COURT)
        options["error_messages"] = {
            "required": requis,
            "max_length": f"Ce texte est trop long : {options['max_length']} caractères au plus.",
        }
        super().__init__(
            label=label, required=bool(requis), help_text=aide, empty_value=None, **options
        )

    def to_python(self, value: object) -> str | None:
        """Drop control characters and line breaks."""
        return super().to_python(" ".join(_CONTROLES.sub("", str(value or "")).split()))


class TexteLong(Texte):
    """A few paragraphs."""

    def __init__(self, label: str, *, rows: int = 6, **options) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label, max_length=LONG, widget=widget, **options)

    def to_python(self, value: object) -> str | None:
        """Drop control characters; keep paragraphs."""
        texte = _CONTROLES.sub("", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        return forms.CharField.to_python(self, texte)


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
