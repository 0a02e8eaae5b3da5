"""What the register keeps.

`Fiche` is the public sheet of one scheme of one structure; `Axe`, `Objectif` and `DocumentFiche`
are its contents; `Provenance` says where each fact comes from; `VersionFiche` freezes each
published state. `Alerte` is somebody's saved search.
"""

from spaser.web.registre.models.alertes import Alerte, EnvoiAlerte
from spaser.web.registre.models.contenu import (
    Axe,
    DocumentFiche,
    EtatLien,
    NatureDocument,
    Objectif,
)
from spaser.web.registre.models.fiche import EtatFiche, Fiche
from spaser.web.registre.models.historique import Provenance, VersionFiche

__all__ = [
    "Alerte",
    "Axe",
    "DocumentFiche",
    "EnvoiAlerte",
    "EtatFiche",
    "EtatLien",
    "Fiche",
    "NatureDocument",
    "Objectif",
    "Provenance",
    "VersionFiche",
]
