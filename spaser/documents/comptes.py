"""What a figure was counted from, in words: contracts, lines of paid spend, suppliers, by name."""

from __future__ import annotations

from typing import SupportsFloat

from spaser.documents.francais import format_euros, format_nombre, pluriel
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre


def tell_compte(
    reference: ReferenceChiffre | None,
    numerateur: SupportsFloat | None,
    denominateur: SupportsFloat | None,
) -> str:
    """Say « 69 sur 142 marchés »; nothing when nothing was divided."""
    compte, sur = float(numerateur or 0), float(denominateur or 0)
    if not sur:
        return ""
    if reference is None:
        return f"{format_nombre(compte)} sur {format_nombre(sur)}"
    paye = reference.origine is Origine.PAYES
    match reference.mesure:
        case "montant":
            suite = "HT au fournisseur connu" if paye else "de marchés"
            return f"{format_euros(compte)} sur {format_euros(sur)} {suite}"
        case "nombre":
            noms = ("fournisseur connu", "fournisseurs connus") if paye else ("marché", "marchés")
            return f"{format_nombre(compte)} sur {pluriel(sur, *noms)}"
        case "moyenne":
            return f"moyenne sur {pluriel(sur, 'marché')}"
    return pluriel(compte, "fournisseur") if paye else ""


def tell_effectif(reference: ReferenceChiffre | None, n: int | None, inconnus: int | None) -> str:
    """Say how many were looked at, by their noun, and how many of them do not answer."""
    if n is None:
        return ""
    if reference is None:
        return f"{format_nombre(n)} en tout{_tell_inconnus(inconnus)}"
    if reference.origine is Origine.PAYES:
        quoi = "ligne" if reference.mesure == "montant" else "fournisseur"
        return pluriel(n, quoi) + (_tell_inconnus(inconnus, " dont") if inconnus else "")
    if reference.mesure == "nombre" and inconnus == 0:  # n is the denominator, told above
        return "aucun sans réponse"
    return pluriel(n, "marché") + _tell_inconnus(inconnus)


def _tell_inconnus(inconnus: int | None, dont: str = "") -> str:
    return "" if inconnus is None else f",{dont} {format_nombre(inconnus)} sans réponse"
