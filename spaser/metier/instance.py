"""The body that decides for a buyer, as its people call it."""

from __future__ import annotations

from typing import Final

from spaser.metier.registre.nomenclatures import TypeStructure

INCONNUE: Final = "assemblée ou conseil"

_T: Final = TypeStructure
_ADMINISTRATION: Final = "conseil d’administration"
_NOMS: Final = {
    _T.REGION: "assemblée régionale",
    _T.DEPARTEMENT: "assemblée départementale",
    _T.COLLECTIVITE: "assemblée",
    _T.METROPOLE: "conseil de métropole",
    _T.EPCI: "conseil communautaire",
    _T.EPT: "conseil de territoire",
    _T.COMMUNE: "conseil municipal",
    _T.SYNDICAT: "comité syndical",
    _T.ETABLISSEMENT_PUBLIC: _ADMINISTRATION,
    _T.EPIC: _ADMINISTRATION,
    _T.ETABLISSEMENT_SANTE: "conseil de surveillance",
    _T.UNIVERSITE: _ADMINISTRATION,
    _T.BAILLEUR: _ADMINISTRATION,
    _T.ETAT: "direction",
}


def name_instance(type_structure: str) -> str:
    """Return the body of a type of buyer; one that suits all when the type does not tell."""
    return _NOMS.get(TypeStructure(type_structure), INCONNUE) if type_structure else INCONNUE
