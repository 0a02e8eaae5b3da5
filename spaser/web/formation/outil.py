"""What the app `formation` declares: what somebody has answered, what she was handed."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.formation.models import Attestation, CompteDuJour, Progression
from spaser.web.formation.selectors import export_progressions

_A_ELLE: Final = "It is somebody’s, with or without a space."
_DE_PERSONNE: Final = "It names nobody, and no space."

OUTILS: Final = (
    Outil(
        code="formation",
        titre="Formation",
        vue="formation:accueil",
        ordre=27,
        groupe=Groupe.SITE,
        modeles=(
            Modele(Progression, export="formation", efface=("personne",), hors_espace=_A_ELLE),
            Modele(CompteDuJour, hors_espace=_DE_PERSONNE),
            Modele(Attestation, hors_espace=_DE_PERSONNE),
        ),
        donnees=(
            Part(
                "formation",
                exporte=export_progressions,
                reste="Vos attestations de suivi restent vérifiables cinq ans : elles ne gardent "
                "pas votre nom, seulement de quoi reconnaître qui le tape.",
            ),
        ),
    ),
)
