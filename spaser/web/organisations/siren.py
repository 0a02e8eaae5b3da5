"""Reads the SIREN that somebody types, or says which rule it breaks and how to mend it."""

from __future__ import annotations

import re
from typing import Final

from spaser.identifiants import is_siren, is_siret

_SEPARATEURS: Final = re.compile(r"[\s.\-  ]+")
_SIREN: Final = 9
_SIRET: Final = 14


class SirenRefuse(ValueError):
    """A number that is no SIREN; the message says why and what to do."""


def read_siren(texte: str) -> str:
    """Return the nine digits; a right SIRET gives those it begins with. SirenRefuse otherwise."""
    return read_numero(texte)[:_SIREN]


def read_numero(texte: str) -> str:
    """Return the digits of a right SIREN, or of a right SIRET. SirenRefuse otherwise."""
    numero = _SEPARATEURS.sub("", texte)
    if not numero:
        raise SirenRefuse("Indiquez le SIREN de l’organisation : neuf chiffres.")
    if not (numero.isascii() and numero.isdigit()):
        intrus = "".join(dict.fromkeys(c for c in numero if not ("0" <= c <= "9")))[:20]
        raise SirenRefuse(f"Un SIREN ne contient que des chiffres : retirez « {intrus} ».")
    if len(numero) == _SIRET:
        _check_siret(numero)
    else:
        _check(numero)
    return numero


def read_recherche(texte: str) -> tuple[str, str]:
    """Return the SIREN looked for, or why what looks like one is not; nothing for a name."""
    if not any(c.isdigit() for c in texte) or any(c.isalpha() for c in texte):
        return "", ""
    try:
        return read_siren(texte), ""
    except SirenRefuse as refus:
        return "", str(refus)


def _check_siret(numero: str) -> None:
    if is_siret(numero):
        return
    _check(numero[:_SIREN])
    raise SirenRefuse(
        "La clé de ce SIRET, son dernier chiffre, est fausse. "
        f"Donnez seulement le SIREN, ses neuf premiers chiffres : {numero[:_SIREN]}."
    )


def _check(numero: str) -> None:
    if len(numero) < _SIREN:
        raise SirenRefuse(
            f"Ce numéro compte {len(numero)} chiffre{'s' if len(numero) > 1 else ''}, un SIREN en "
            "compte neuf. Complétez-le ; un zéro manque peut-être au début."
        )
    if len(numero) > _SIREN:
        raise SirenRefuse(
            f"Ce numéro compte {len(numero)} chiffres. Un SIREN en compte neuf, un SIRET quatorze. "
            "Retirez les chiffres en trop."
        )
    if not int(numero):
        raise SirenRefuse("Un SIREN ne peut pas être fait que de zéros. Recopiez le vôtre.")
    if not is_siren(numero):
        raise SirenRefuse(
            "La clé de contrôle, le neuvième chiffre, ne correspond pas aux huit autres : après "
            f"{numero[:3]} {numero[3:6]} {numero[6:8]}, elle vaudrait {_key(numero)} et non "
            f"{numero[-1]}. Cherchez un chiffre faux ou deux chiffres inversés."
        )


def _key(numero: str) -> str:
    return next(str(cle) for cle in range(10) if is_siren(f"{numero[:-1]}{cle}"))
