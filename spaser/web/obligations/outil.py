"""What the app `obligations` declares: the texts of duties, that the programme edits."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele, Part
from spaser.web.obligations.models import Redaction
from spaser.web.obligations.selectors import export_redactions

_PUBLIQUE: Final = "The law is the same for every buyer."

OUTILS: Final = (
    Outil(
        code="obligations",
        titre="Obligations des acheteurs",
        vue="obligations:liste",
        ordre=20,
        groupe=Groupe.SITE,
        modeles=(
            Modele(
                Redaction,
                export=PAR_LE_JOURNAL,
                detache=("relue_par",),
                hors_espace=_PUBLIQUE,
            ),
            Modele(
                Redaction.redacteurs.through,
                export="obligations",
                efface=("utilisateur",),
                hors_espace=_PUBLIQUE,
            ),
        ),
        donnees=(
            Part(
                "obligations",
                exporte=export_redactions,
                reste="Les textes des obligations que vous avez écrits restent, sans votre nom.",
            ),
        ),
    ),
)
