"""The sections of a document as the text of a file in the open SPASER format."""

import re
from typing import Any, Final
from urllib.parse import urljoin

import msgspec

from spaser.documents.document import Section

_CONTROLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADRESSE: Final = re.compile(r"(https?://|mailto:)[^\s<>\"'`\\]+")


def write_texte(sections: tuple[Section, ...], site: str) -> tuple[dict[str, Any], ...]:
    """Return sections as plain JSON values.

    It is their own form, less what a file may not hold: signs that nobody sees, and addresses that
    lead nowhere. Addresses of the site are written whole.
    """
    brut = msgspec.json.decode(msgspec.json.encode(sections))
    return tuple(_clean(section, site) for section in brut)


def _clean(valeur: Any, site: str) -> Any:  # noqa: ANN401 - any JSON value
    match valeur:
        case {"genre": "lien", "texte": texte, "adresse": adresse}:
            return _clean_lien(_clean(texte, site), adresse, site)
        case dict():
            return {nom: _clean(enfant, site) for nom, enfant in valeur.items()}
        case list():
            return [_clean(enfant, site) for enfant in valeur]
        case str():
            return _CONTROLE.sub("", valeur)
        case _:
            return valeur


def _clean_lien(texte: str, adresse: str, site: str) -> dict[str, str]:
    entiere = urljoin(site, adresse)
    if _ADRESSE.fullmatch(entiere):
        return {"genre": "lien", "texte": texte, "adresse": entiere}
    return {"genre": "texte", "texte": texte}
