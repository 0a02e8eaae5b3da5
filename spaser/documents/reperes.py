"""The yardsticks of a rate in words, for pages and documents alike."""

from collections.abc import Iterable

from spaser.documents.francais import FINE, format_nombre, typographie
from spaser.metier.reperes import Repere

BASES_DIFFERENTES = (
    "Ces repères situent votre taux, ils ne le notent pas : aucun n’est compté sur la même base."
)


def format_part(part: float) -> str:
    """Write a published share with the decimal that its source gives."""
    return f"{format_nombre(part * 100, 1)}{FINE}%"


def tell_repere(repere: Repere) -> str:
    """Return the yardstick without its name: « 30 % visés pour 2025. Échéance passée… »."""
    if repere.part is None:
        return typographie(f"« {repere.texte} »")
    return typographie(f"{format_part(repere.part)} {repere.quand}. {repere.mention}".strip())


def explain_repere(repere: Repere) -> str:
    """Return what it was counted on, and what is not known of it."""
    return typographie(" ".join(filter(None, [repere.base, repere.reserve])))


def join_reperes(reperes: Iterable[Repere]) -> str:
    """Return all of them as a line: « À l’échelle nationale : 18,7 % en 2023 »."""
    return " ".join(f"{typographie(r.nom + ' :')} {tell_repere(r)}" for r in reperes)
