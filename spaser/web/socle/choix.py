"""Closed lists as forms offer them."""

from __future__ import annotations

from typing import Final

from spaser.metier.registre.nomenclatures import Nomenclature

HORS_LISTE: Final = {"invalid_choice": "Choisissez une des réponses proposées."}


def list_choix(valeurs: type[Nomenclature], vide: str = "") -> list[tuple[str, str]]:
    """Return the values with their names; `vide` names the choice of none."""
    choix = [(valeur.value, valeur.libelle) for valeur in valeurs]
    return [("", vide), *choix] if vide else choix


def tell_inconnue(quoi: str) -> dict[str, str]:
    """Return the message for a value that is not in the list."""
    texte = f"« %(value)s » n’est pas {quoi} que nous connaissons\u00a0: choisissez dans la liste."
    return {"invalid_choice": texte}
