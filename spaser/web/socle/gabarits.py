"""Reads templates so that French punctuation never begins a line, nor a quote ends one.

The words of a template are typed with plain spaces. Once, when it is loaded, those that go with
high punctuation become unbreakable; tags, variables and addresses are left as they are, and so
are the lengths and the lines that errors name.
"""

from __future__ import annotations

import re
from typing import Final

from django.template import Origin
from django.template.loaders import app_directories, filesystem

_BALISE: Final = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>"
    r"|<(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>",
    re.DOTALL,
)
_PLACE: Final = "\x01"  # stands for a tag: a sign, for what comes after it
_TENUE: Final = re.compile(rf"(?<=\S) (?=[:;?!»%€](?:[\s.,)»{_PLACE}]|$))|(?<=«) (?=\S)")
_INSECABLE: Final = "\u00a0"


def hold_punctuation(gabarit: str) -> str:
    """Return a template with unbreakable spaces around its French punctuation."""
    mots = _BALISE.sub(lambda balise: _PLACE * len(balise[0]), gabarit)
    signes = list(gabarit)
    for espace in _TENUE.finditer(mots):
        signes[espace.start()] = _INSECABLE
    return "".join(signes)


class _Tenus(filesystem.Loader):
    """Holds the punctuation of pages; the texts of mails keep plain spaces."""

    def get_contents(self, origin: Origin) -> str:
        contenu = super().get_contents(origin)
        return hold_punctuation(contenu) if origin.name.endswith(".html") else contenu


class Dossiers(_Tenus):
    """Templates of the folders that the settings name."""


class Applications(_Tenus, app_directories.Loader):
    """Templates of the apps."""
