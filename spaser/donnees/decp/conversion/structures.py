"""Lists of objects of an odd shape, brought back to a flat list of objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from spaser.donnees.decp.champs import LISTES
from spaser.donnees.decp.conversion.valeurs import Lu

# The wrappers of schema v2 around each element of a list, with a spelling of its XML schemas; but
# the wrapper of a tariff has the name of a field.
ENVELOPPES: Final = {*LISTES.values(), "modificationActesSousTraitance"} - {"tarif"}


def flatten_liste(texte: str) -> Lu:
    """Return the JSON text of a flat list of objects: `[{…}, {…}]`.

    Accepts an object alone, an object that wraps a list, lists in lists at any depth. What is
    neither an object nor a list is dropped, and flagged.
    """
    try:
        valeur = msgspec.json.decode(texte)
    except msgspec.DecodeError:
        return Lu((None,), "liste_illisible" if texte.strip() else None)
    feuilles = list(_feuilles(valeur))
    objets = [f for f in feuilles if isinstance(f, dict)]
    return Lu(
        (msgspec.json.encode(objets).decode() if objets else None,),
        "liste_illisible" if len(objets) < len(feuilles) else None,
    )


def _feuilles(valeur: object) -> Iterator[object]:
    """Yield the objects, and whatever else is there but says something."""
    if isinstance(valeur, list):
        for element in valeur:
            yield from _feuilles(element)
    elif isinstance(valeur, dict):
        dedans = [valeur[cle] for cle in valeur if cle in ENVELOPPES]
        seule_enveloppe = len(dedans) == len(valeur)
        if seule_enveloppe:
            yield from _feuilles(dedans)
        else:
            yield valeur
    elif valeur not in {None, ""}:
        yield valeur
