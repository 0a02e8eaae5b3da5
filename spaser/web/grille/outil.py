"""What the app `grille` declares: the grid of indicators of a buyer."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import read_avancement

OUTILS: Final = (
    Outil(
        code="tableau",
        titre="Mes chiffres",
        vue="grille:tableau",
        ordre=30,
        groupe=Groupe.EN_VUE,
    ),
    Outil(
        code="grille",
        titre="Grille des indicateurs",
        vue="grille:grille",
        ordre=70,
        description="Les quatre rubriques du programme, des suggestions, une liste courte à "
        "suivre.",
        avancement=read_avancement,
        pourquoi="Peu d’indicateurs, mais tous suivis : par qui, quand, à partir de quoi.",
        gestes=(
            Vocabulaire(
                "grille",
                "Grille des indicateurs",
                {
                    "ajout": "a ajouté une ligne",
                    "suggestions": "a pris des suggestions",
                    "modification": "a modifié une ligne",
                    "choix": "a mis un indicateur sur la liste courte",
                    "abandon": "a retiré un indicateur de la liste courte",
                    "retrait": "a retiré une ligne",
                    "import": "a importé un fichier",
                },
            ),
        ),
        modeles=(
            Modele(
                LigneGrille,
                gestes=("grille.ajout", "grille.modification", "grille.retrait", "grille.import"),
                export=PAR_LE_JOURNAL,
            ),
        ),
    ),
)
