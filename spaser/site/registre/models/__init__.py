"""What the register keeps.

`Fiche` is the public sheet of one scheme of one structure, its content in the open SPASER format;
`FichierFiche`, `PageDocument` and `LienFiche`, what goes with it; `Provenance` says where each
fact comes from;
`VersionFiche` freezes each published state. `Alerte` is somebody's saved search.
`Depot` is what somebody writes before it is a sheet, and `Relecture` what the team says of it to
itself; `Revendication` and `Signalement`, what the team is asked about one.
"""

from spaser.site.registre.models.depot import (
    Alerte,
    Cadence,
    Depot,
    EnvoiAlerte,
    EtatDepot,
    FichierDepot,
    NatureDepot,
    NatureSignalement,
    RappelExactitude,
    Relecture,
    Revendication,
    SensRelecture,
    Signalement,
)
from spaser.site.registre.models.fiche import (
    EtatFiche,
    EtatLien,
    Fiche,
    FichierFiche,
    LienFiche,
    NatureDocument,
    PageDocument,
    Provenance,
    VersionFiche,
)

__all__ = [
    "Alerte",
    "Cadence",
    "Depot",
    "EnvoiAlerte",
    "EtatDepot",
    "EtatFiche",
    "EtatLien",
    "Fiche",
    "FichierDepot",
    "FichierFiche",
    "LienFiche",
    "NatureDepot",
    "NatureDocument",
    "NatureSignalement",
    "PageDocument",
    "Provenance",
    "RappelExactitude",
    "Relecture",
    "Revendication",
    "SensRelecture",
    "Signalement",
    "VersionFiche",
]
