"""What the app `politiques` declares: the plans of a buyer."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele
from spaser.web.politiques.models import Politique
from spaser.web.politiques.selectors import read_avancement

OUTILS: Final = (
    Outil(
        code="politiques",
        titre="Politiques et plans",
        vue="politiques:liste",
        ordre=50,
        description="Vos plans et schémas, leurs objectifs qui touchent les achats, ce qui manque.",
        avancement=read_avancement,
        pourquoi="Ce que vos plans demandent déjà aux achats devient des thèmes et des "
        "indicateurs.",
        nourrit=("acteurs", "grille"),
        gestes=(
            Vocabulaire(
                "politique",
                "Politiques et plans",
                {
                    "ajout": "a ajouté un plan",
                    "modification": "a modifié un plan",
                    "retrait": "a retiré un plan",
                },
            ),
        ),
        modeles=(
            Modele(
                Politique,
                gestes=("politique.ajout", "politique.modification", "politique.retrait"),
                export=PAR_LE_JOURNAL,
            ),
        ),
    ),
)
