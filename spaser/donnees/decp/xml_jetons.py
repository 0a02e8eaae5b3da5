"""The tags of one XML record, when it is made of plain tags only."""

from __future__ import annotations

import re
from typing import Final

from spaser.donnees.decp.xml_decoupe import Part
from spaser.donnees.decp.xml_formes import FormeError, Jeton

# A tag; with what follows up to its own end when that is only text; and the text after it.
_JETON: Final = re.compile(r"<([^>]++)>(?:([^<]*+</)\1>)?+([^<]*+)")
_PREFIXE: Final = re.compile(r"<(/?)[\w.-]+:")
_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?")
_ENTITES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_IMPRIMABLE: Final = 32
_SUBSTITUTS: Final = 0xD800  # beyond, some references stand for no character


def list_jetons(texte: str, part: Part) -> list[Jeton]:
    """Return the tags inside a record; raises `FormeError` when it holds more than plain tags."""
    if "<>" in texte or texte.rfind("<") > texte.rfind(">"):
        raise FormeError("chevron")
    if part.prefixe:
        texte = _PREFIXE.sub(r"<\1", texte)
    jetons: list[Jeton] = _JETON.findall(texte)
    if "&" in texte:
        jetons = [(n, resolve_references(t), r) for n, t, r in jetons]
    while jetons[-1][0][:1] == "/" and jetons[-1][0] != f"/{part.nom}":
        jetons.pop()  # the end of the root
    premier, dernier = jetons[0], jetons[-1]
    if (premier[0], dernier[0]) != (part.nom, f"/{part.nom}"):
        raise FormeError("enregistrement sans fin")
    if premier[1] or premier[2].strip() or dernier[2].strip():
        raise FormeError("texte hors des balises")
    return jetons[1:-1]


def resolve_references(texte: str) -> str:
    """Return a text with its references read; raises `FormeError` for one of no plain character."""
    return _REFERENCE.sub(_resolve, texte)


def _resolve(reference: re.Match[str]) -> str:
    nom, decimal, hexadecimal = reference.groups()
    if nom:
        return _ENTITES[nom]
    if not decimal and not hexadecimal:
        raise FormeError("référence inconnue")
    point = int(decimal) if decimal else int(hexadecimal, 16)
    if point < _IMPRIMABLE or point >= _SUBSTITUTS:
        raise FormeError("caractère à lire avec soin")
    return chr(point)
