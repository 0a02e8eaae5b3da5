"""Amounts: euros without tax, decimals to the cent, never overwritten."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from spaser.donnees.decp.conversion.normalisation import is_vide
from spaser.donnees.decp.conversion.valeurs import Lu

MAXIMUM_LISIBLE: Final = Decimal(10) ** 15

_ANGLAIS: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+\.\d+|[-+]?\d{1,3}(?:,\d{3}){2,}")
_DECOR: Final = re.compile(r"[\s\u00a0\u202f']|€|EUR(?:OS?)?|HT|TTC", re.IGNORECASE)


def read_montant(texte: str) -> Lu:
    """Read an amount that a plain cast refuses: blanks, currency, French decimals, exponents."""
    if is_vide(texte):
        return Lu((None,), "non_renseigne")
    net = _DECOR.sub("", texte)
    if _ANGLAIS.fullmatch(net):
        net = net.replace(",", "")
    if "," in net:
        net = net.replace(".", "").replace(",", ".")
    try:
        montant = Decimal(net)
    except InvalidOperation:
        return Lu((None,), "montant_illisible")
    if not montant.is_finite():
        return Lu((None,), "montant_illisible")
    if abs(montant) >= MAXIMUM_LISIBLE:
        return Lu((None,), "montant_aberrant")
    forme = None if net == texte else "montant_forme"
    return Lu((montant.quantize(Decimal("0.01")),), forme)
