"""Amounts: euros without tax, decimals to the cent, never overwritten."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from spaser.donnees.decp.conversion.plis import is_vide
from spaser.donnees.decp.conversion.valeurs import Lu

MAXIMUM_LISIBLE: Final = Decimal(10) ** 15
FACTICE_MAX: Final = 1  # euros: 0 and 1 are placeholders
ABERRANT_MARCHE: Final = 3_000_000_000  # above, the ministry's consolidation rejects a contract
ABERRANT_CONCESSION: Final = 15_000_000_000
REPETITION_DES: Final = 100_000_000  # repeated digits are looked for from this amount

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


def suspicion_sql(montant: str, famille: str) -> str:
    """Return the SQL that qualifies an amount: 'factice', 'aberrant' or NULL.

    Placeholder: at most 1 €, negative amounts included. Aberrant: above the bound of its family,
    or from 100 M€ a single digit repeated (999999999) or the digits in order (123456789…).
    """
    entier = f"CAST(CAST({montant} AS BIGINT) AS VARCHAR)"
    borne = (
        f"CASE WHEN {famille} = 'concession' THEN {ABERRANT_CONCESSION} ELSE {ABERRANT_MARCHE} END"
    )
    repete = f"length(replace({entier}, left({entier}, 1), '')) = 0"
    return (
        f"CASE WHEN {montant} <= {FACTICE_MAX} THEN 'factice' "
        f"WHEN {montant} > {borne} THEN 'aberrant' "
        f"WHEN {montant} >= {REPETITION_DES} AND ({repete} OR starts_with({entier}, '123456789')) "
        f"THEN 'aberrant' END"
    )
