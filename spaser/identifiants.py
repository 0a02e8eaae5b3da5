"""SIREN and SIRET: control key and the shapes met in spreadsheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LA_POSTE: Final = "356000000"
_NON_CHIFFRE: Final = re.compile(r"\D+")
_SIREN: Final = 9
_SIRET: Final = 14
_ZEROS_PERDUS: Final = 2  # at most: a shorter number is something else


@dataclass(frozen=True, slots=True)
class Identifiant:
    """A valid SIREN, with the SIRET when it is known."""

    siren: str
    siret: str | None = None


def is_luhn(chiffres: str) -> bool:
    """Check the key of a SIREN or SIRET; the establishments of La Poste have their own rule."""
    if (
        len(chiffres) == _SIRET
        and chiffres.startswith(LA_POSTE)
        and sum(map(int, chiffres)) % 5 == 0
    ):
        return True
    total = 0
    for rang, caractere in enumerate(reversed(chiffres)):
        produit = int(caractere) * (1 + rang % 2)
        total += produit - 9 if produit > 9 else produit  # noqa: PLR2004 - two digits added up
    return total % 10 == 0


def _is_digits(texte: str, longueur: int) -> bool:
    return len(texte) == longueur and texte.isascii() and texte.isdigit()


def is_siren(texte: str) -> bool:
    """Nine digits, not all zero, with the right key."""
    return _is_digits(texte, _SIREN) and texte != "0" * _SIREN and is_luhn(texte)


def is_siret(texte: str) -> bool:
    """Fourteen digits that begin with a valid SIREN, with the right key."""
    return _is_digits(texte, _SIRET) and is_siren(texte[:_SIREN]) and is_luhn(texte)


def digits_of(valeur: object) -> str:
    """Digits of a cell: `812 345 678`, `812345678.0` and 812345678 all read the same."""
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = int(valeur)
    texte = str(valeur).strip()
    return _NON_CHIFFRE.sub("", texte.removesuffix(".0"))


def read_identifiant(valeur: object) -> Identifiant | None:
    """Read a cell that holds a SIREN or a SIRET; a spreadsheet may have eaten the first zeros.

    A wrong establishment of a right SIREN gives the SIREN alone. None: nothing usable.
    """
    chiffres = digits_of(valeur)
    if _SIREN - _ZEROS_PERDUS <= len(chiffres) < _SIREN:
        chiffres = chiffres.zfill(_SIREN)
    if is_siren(chiffres):
        return Identifiant(chiffres)
    if _SIRET - _ZEROS_PERDUS <= len(chiffres) < _SIRET:
        chiffres = chiffres.zfill(_SIRET)
    if is_siret(chiffres):
        return Identifiant(chiffres[:_SIREN], chiffres)
    if len(chiffres) == _SIRET and is_siren(chiffres[:_SIREN]):
        return Identifiant(chiffres[:_SIREN])
    return None
