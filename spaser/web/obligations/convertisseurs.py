"""The code of a duty in an address: `<obligation:code>`."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter

from spaser.metier.obligations.redaction import CODE


class ConvertisseurObligation(StringConverter):
    """Words in capitals, joined by dashes."""

    regex = CODE.pattern.replace("(", "(?:")


register_converter(ConvertisseurObligation, "obligation")
