"""A SIREN in an address: `<siren:siren>`."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class ConvertisseurSiren(StringConverter):
    """Nine digits."""

    regex = "[0-9]{9}"


register_converter(ConvertisseurSiren, "siren")
