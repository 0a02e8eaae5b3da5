"""What became of each file of a sent archive."""

from __future__ import annotations

from typing import Any, Final

from spaser.donnees.entrepot.rapport import RapportImport
from spaser.donnees.envois.lecture import shorten

_LISTE: Final = "liste de référence : elle ne contient pas de marchés"


def describe_archive(lu: RapportImport) -> dict[str, Any]:
    rapport = lu.to_dict()
    ignores = [*rapport["ignores"], *({"nom": n, "raison": _LISTE} for n in lu.referentiels)]
    return {
        nom: [{**fichier, "nom": shorten(fichier["nom"])} for fichier in fichiers]
        for nom, fichiers in (("fichiers", rapport["fichiers"]), ("ignores", ignores))
    }
