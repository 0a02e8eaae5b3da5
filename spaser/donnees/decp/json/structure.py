"""What stands around records in a JSON file: blanks, separators, brackets, other values."""

from __future__ import annotations

import re
from typing import Final

from spaser.donnees.decp.json.delimitation import CHAINE, Etat, delimit

_BLANCS: Final = rb"(?:[\s\x00\x1a\x1e]|\xef\xbb\xbf)"
_NOMBRE: Final = rb"-?\d[\d.eE+-]*+"

DEBUT: Final = re.compile(rb"%b*+" % _BLANCS)
ENTRE: Final = re.compile(rb"(?:,|%b)*+" % _BLANCS)
APRES: Final = re.compile(rb"%b*+(.?)" % _BLANCS, re.DOTALL)
CLE: Final = re.compile(rb'"\s*+:')
SAUT_DE_LIGNE: Final = re.compile(rb"[^\S\n]*+\n")
LISTE_DE_RACINES: Final = re.compile(rb'\[\s*+\{\s*+"marches"')
# What stands between lists of records in a sound file: punctuation and the values of other keys.
HABITUEL: Final = re.compile(
    rb"(?:[,:{}\[\]]|%b|%b|true|false|null|%b)*+" % (_BLANCS, CHAINE, _NOMBRE), re.DOTALL
)

_CHAINE: Final = re.compile(CHAINE, re.DOTALL)
_SIMPLE: Final = re.compile(
    rb"(?:%b|true|false|null|%b)(?=\s*+(?:[,\]]|\Z))" % (CHAINE, _NOMBRE), re.DOTALL
)
_SEPARATEURS: Final = b" \t\r\n,"


def skip(motif: re.Pattern[bytes], octets: bytes, depuis: int) -> int:
    """Return where what matches from there ends; the place itself when nothing does."""
    trouve = motif.match(octets, depuis)
    return trouve.end() if trouve else depuis


def end_element(octets: bytes, ici: int) -> int | None:
    """Return where a string, a number, a constant or a list ends, None when it is none of them."""
    if octets[ici : ici + 1] == b"[":
        etendue = delimit(octets, ici)
        return etendue.fin if etendue.etat is Etat.FIN else None
    simple = _SIMPLE.match(octets, ici)
    return simple.end() if simple else None


def find_fermeture(octets: bytes) -> int | None:
    """Return where the list around a record is closed, when that is all that is left."""
    reste = len(octets.rstrip(_SEPARATEURS + b"]}"))
    ici = octets.rfind(b"]", reste)
    return None if ici < 0 else ici


def trim(octets: bytes, *, ferme: bool) -> bytes:
    """Take off what separates a record from the next one, or closes the list around it."""
    return octets[: find_fermeture(octets) if ferme else None].rstrip(_SEPARATEURS)


def count_ouvertes(octets: bytes) -> int:
    """Return how many more braces are opened than closed, strings left out."""
    nus = _CHAINE.sub(b"", octets) if b'"' in octets else octets
    return nus.count(b"{") - nus.count(b"}")
