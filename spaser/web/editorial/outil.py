"""What the app `editorial` declares: the texts that the programme edits."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele, Part
from spaser.web.editorial.models import Image, Texte
from spaser.web.editorial.selectors import export_textes

_PUBLIQUE: Final = "These texts are the same for every buyer."

OUTILS: Final = (
    Outil(
        code="editorial",
        titre="Textes du site",
        vue="editorial:accueil",
        ordre=20,
        groupe=Groupe.SITE,
        modeles=(
            Modele(
                Texte,
                export=PAR_LE_JOURNAL,
                detache=("relu_par",),
                hors_espace=_PUBLIQUE,
            ),
            Modele(
                Image,
                export=PAR_LE_JOURNAL,
                detache=("ajoutee_par",),
                hors_espace=_PUBLIQUE,
            ),
            Modele(
                Texte.redacteurs.through,
                export="textes",
                efface=("utilisateur",),
                hors_espace=_PUBLIQUE,
            ),
        ),
        donnees=(
            Part(
                "textes",
                exporte=export_textes,
                reste="Les textes du site que vous avez écrits restent, sans votre nom.",
            ),
        ),
    ),
)
