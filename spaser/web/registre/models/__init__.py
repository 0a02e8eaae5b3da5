"""What the register keeps.

`Fiche` is the public sheet of one scheme of one structure, its content in the open SPASER format;
`FichierFiche` and `LienFiche`, what goes with it; `Provenance` says where each fact comes from;
`VersionFiche` freezes each published state. `Alerte` is somebody's saved search.
"""

from spaser.web.registre.models.alertes import Alerte, Cadence, EnvoiAlerte
from spaser.web.registre.models.documents import EtatLien, FichierFiche, LienFiche, NatureDocument
from spaser.web.registre.models.fiche import EtatFiche, Fiche
from spaser.web.registre.models.historique import Provenance, VersionFiche

__all__ = [
    "Alerte",
    "Cadence",
    "EnvoiAlerte",
    "EtatFiche",
    "EtatLien",
    "Fiche",
    "FichierFiche",
    "LienFiche",
    "NatureDocument",
    "Provenance",
    "VersionFiche",
]
