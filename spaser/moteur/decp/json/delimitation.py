"""Where a JSON value ends in a block of bytes, by regular expressions and without recursion.

What stands around records is told too: blanks, separators, brackets, other values.

`guess_fin` is quick and may be wrong: the caller decodes what it delimits, and a JSON object that
decodes cannot be longer nor shorter. `delimit` is exact and tells an end that is missing from a
fault.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

_OUVERTES_MAX: Final = 40  # beyond, `delimit` measures the depth
_PORTEE: Final = 1 << 16
_CHAINE: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LITTERAL: Final = rb'[^\s,:{}\[\]"\\]++'
_INACHEVEE: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?\Z'
_SCALAIRE: Final = rb"(?:" + _CHAINE + rb"|" + _LITTERAL + rb")"

_FIN_PROBABLE: Final = re.compile(rb"\}(?=\s*+(?:,?\s*+\{|\]|\Z))")
_SEPARATION: Final = re.compile(rb"\s*+(?:,|(?=[}\]]))")
_FERMETURE: Final = re.compile(rb"\s*+([}\]])")
_RESTE_BLANC: Final = re.compile(rb"\s*+\Z")

_OBJET: Final = ord("{")
_LISTE: Final = ord("[")
_FERMANTE: Final = {_OBJET: b"}", _LISTE: b"]"}

# Runs of members (or items) that hold no bracket, an opening, and what a cut may leave of one.
_SIMPLES: Final = {
    _OBJET: re.compile(
        rb"(?:\s*+%b\s*+:\s*+%b\s*+(?:,|(?=\})))*+" % (_CHAINE, _SCALAIRE), re.DOTALL
    ),
    _LISTE: re.compile(rb"(?:\s*+%b\s*+(?:,|(?=\])))*+" % _SCALAIRE, re.DOTALL),
}
_OUVERTURE: Final = {
    _OBJET: re.compile(rb"\s*+%b\s*+:\s*+([{\[])" % _CHAINE, re.DOTALL),
    _LISTE: re.compile(rb"\s*+([{\[])"),
}
_VALEUR_COUPEE: Final = rb"(?:%b|%b\s*+\Z|\Z)" % (_INACHEVEE, _SCALAIRE)
_COUPURE: Final = {
    _OBJET: re.compile(
        rb"\s*+(?:%b|%b\s*+(?:\Z|:\s*+%b)|\Z)" % (_INACHEVEE, _CHAINE, _VALEUR_COUPEE), re.DOTALL
    ),
    _LISTE: re.compile(rb"\s*+%b" % _VALEUR_COUPEE, re.DOTALL),
}

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
    rb"(?:[,:{}\[\]]|%b|%b|true|false|null|%b)*+" % (_BLANCS, _CHAINE, _NOMBRE), re.DOTALL
)

_UNE_CHAINE: Final = re.compile(_CHAINE, re.DOTALL)
_SIMPLE: Final = re.compile(
    rb"(?:%b|true|false|null|%b)(?=\s*+(?:[,\]]|\Z))" % (_CHAINE, _NOMBRE), re.DOTALL
)
_SEPARATEURS: Final = b" \t\r\n,"


class EtatValeur(Enum):
    FIN = "fin"
    ERREUR = "erreur"
    COUPE = "coupe"  # the bytes stop before the value does


class ValeurDelimitee(NamedTuple):
    """Where a value ends (or where it is faulty, or cut) and how deep it goes."""

    etat: EtatValeur
    fin: int
    profondeur: int


def guess_fin(octets: bytes, debut: int) -> int:
    """Return where the object that starts at `debut` ends, by counting braces; -1 if unsure."""
    borne = min(len(octets), debut + _PORTEE)
    position, ouvertes, fermees = debut, 0, 0
    while trouve := _FIN_PROBABLE.search(octets, position, borne):
        fin = trouve.end()
        ouvertes += octets.count(b"{", position, fin)
        fermees += octets.count(b"}", position, fin)
        if ouvertes > _OUVERTES_MAX:
            return -1
        if fermees >= ouvertes:
            sure = fermees == ouvertes and (fin < borne or borne == len(octets))
            return fin if sure and octets.find(b"[[", debut, fin) < 0 else -1
        position = fin
    return -1


def delimit(octets: bytes, debut: int, profondeur_max: int | None = None) -> ValeurDelimitee:
    """Return the extent of the object or list that starts at `debut`.

    A value deeper than `profondeur_max` is told as an error as soon as it is seen.
    """
    pile = bytearray((octets[debut],))
    position, profondeur = debut + 1, 1
    while pile:
        contexte = pile[-1]
        position = skip(_SIMPLES[contexte], octets, position)
        if ouverture := _OUVERTURE[contexte].match(octets, position):
            pile += ouverture[1]
            position = ouverture.end()
            profondeur = max(profondeur, len(pile))
            if profondeur_max and profondeur > profondeur_max:
                return ValeurDelimitee(EtatValeur.ERREUR, position, profondeur)
            continue
        fermeture = _FERMETURE.match(octets, position)
        if not fermeture or fermeture[1] != _FERMANTE[contexte]:
            return ValeurDelimitee(_failure(contexte, octets, position), position, profondeur)
        pile.pop()
        position = fermeture.end()
        if pile:
            separation = _SEPARATION.match(octets, position)
            if not separation:
                coupe = _RESTE_BLANC.match(octets, position)
                return ValeurDelimitee(
                    EtatValeur.COUPE if coupe else EtatValeur.ERREUR, position, profondeur
                )
            position = separation.end()
    return ValeurDelimitee(EtatValeur.FIN, position, profondeur)


def _failure(contexte: int, octets: bytes, position: int) -> EtatValeur:
    return EtatValeur.COUPE if _COUPURE[contexte].match(octets, position) else EtatValeur.ERREUR


def skip(motif: re.Pattern[bytes], octets: bytes, depuis: int) -> int:
    """Return where what matches from there ends; the place itself when nothing does."""
    trouve = motif.match(octets, depuis)
    return trouve.end() if trouve else depuis


def end_element(octets: bytes, ici: int) -> int | None:
    """Return where a string, a number, a constant or a list ends, None when it is none of them."""
    if octets[ici : ici + 1] == b"[":
        etendue = delimit(octets, ici)
        return etendue.fin if etendue.etat is EtatValeur.FIN else None
    simple = _SIMPLE.match(octets, ici)
    return simple.end() if simple else None


def find_fin_liste(octets: bytes) -> int | None:
    """Return where the list around a record is closed, when that is all that is left."""
    reste = len(octets.rstrip(_SEPARATEURS + b"]}"))
    ici = octets.rfind(b"]", reste)
    return None if ici < 0 else ici


def trim(octets: bytes, *, ferme: bool) -> bytes:
    """Take off what separates a record from the next one, or closes the list around it."""
    return octets[: find_fin_liste(octets) if ferme else None].rstrip(_SEPARATEURS)


def count_ouvertes(octets: bytes) -> int:
    """Return how many more braces are opened than closed, strings left out."""
    nus = _UNE_CHAINE.sub(b"", octets) if b'"' in octets else octets
    return nus.count(b"{") - nus.count(b"}")
