"""The sections of a document as the text of a file in the open SPASER format."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from spaser.documents.document import Section

_CONTROLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADRESSE_MAX: Final = 2000


def write_texte(sections: tuple[Section, ...]) -> tuple[dict[str, Any], ...]:
    """Return sections as plain JSON values.

    It is their own form, less what a file may not hold: signs that nobody sees, and links that lead
    nowhere, of which the words stay.
    """
    brut = msgspec.json.decode(msgspec.json.encode(sections))
    return tuple(_clean(section) for section in brut)


def _clean(valeur: Any) -> Any:  # noqa: ANN401 - any JSON value
    match valeur:
        case {"genre": "lien", "texte": texte, "adresse": adresse}:
            return _clean_lien(_clean(texte), adresse)
        case dict():
            return {nom: _clean(enfant) for nom, enfant in valeur.items()}
        case list():
            return [_clean(enfant) for enfant in valeur]
        case str():
            return _CONTROLE.sub("", valeur)
        case _:
            return valeur


def _clean_lien(texte: str, adresse: str) -> dict[str, str]:
    if not 0 < len(adresse) <= _ADRESSE_MAX:
        return {"genre": "texte", "texte": texte}
    return {"genre": "lien", "texte": texte, "adresse": urlsplit(adresse).geturl()}
