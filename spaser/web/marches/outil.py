"""What the app `marches` declares: a buyer's contracts, its files and its corrections."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Dispense, Modele, Part
from spaser.web.marches import donnees_personnelles
from spaser.web.marches.models import (
    Correction,
    DecisionPublications,
    ExportMarches,
    FichierMarches,
    Fonds,
    Geste,
)
from spaser.web.marches.selectors import read_avancement

OUTILS: Final = (
    Outil(
        code="marches",
        titre="Mes marchés",
        vue="marches:liste",
        ordre=10,
        description="Vos marchés publiés et ceux de vos fichiers, à corriger et à compléter.",
        avancement=read_avancement,
        pourquoi="Vos taux disent alors ce que vous faites, pas seulement ce qui a été publié.",
        gestes=(
            Vocabulaire(
                "marches",
                "Mes marchés",
                {
                    "correction": "a corrigé des marchés",
                    "annulation": "a annulé une correction",
                    "complements": "a complété des marchés par un fichier",
                    "fichier": "a déposé un fichier de marchés",
                    "retrait": "a retiré un fichier de marchés",
                    "abime": "a trouvé vos fichiers de marchés abîmés sur le disque",
                    "suite": "a fait suivre corrections et discussions dans des données nouvelles",
                    "rattachement": "a rattaché ce qui avait perdu son marché",
                    "abandon": "a laissé de côté ce qui avait perdu son marché",
                    "decision": "a dit si deux publications sont un même marché",
                    "decision_reprise": "est revenu sur une décision entre deux publications",
                },
            ),
        ),
        modeles=(
            Modele(Fonds, gestes=Dispense("It only counts what the gestures on lines change.")),
            Modele(
                FichierMarches,
                gestes=("marches.fichier", "marches.complements", "marches.retrait"),
                export="marches.fichiers",
                detache=("auteur",),
            ),
            Modele(
                Geste,
                gestes=("marches.correction", "marches.complements"),
                export="marches.corrections",
                detache=("auteur",),
            ),
            Modele(
                Correction,
                gestes=("marches.correction", "marches.annulation"),
                export=PAR_LE_JOURNAL,
                detache=("annulee_par",),
            ),
            Modele(
                ExportMarches,
                gestes=Dispense("A copy of what anybody reads in the space, for a week."),
                export="marches.exports",
                detache=("auteur",),
            ),
            Modele(
                DecisionPublications,
                gestes=("marches.decision", "marches.decision_reprise"),
                export=PAR_LE_JOURNAL,
                detache=("auteur", "retiree_par"),
            ),
        ),
        donnees=(
            Part(
                "marches",
                exporte=donnees_personnelles.export_marches,
                efface=donnees_personnelles.erase_marches,
                reste="Les corrections et les fichiers de marchés donnés à une organisation y "
                "restent, sans votre nom : ce sont ses données.",
            ),
        ),
    ),
)
