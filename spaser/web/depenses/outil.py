"""What the app `depenses` declares: the spend of a buyer, and what the law says of it."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Dispense, Modele
from spaser.web.depenses.models import (
    Calcul,
    ChoixGarde,
    CorrespondanceGardee,
    Extrait,
    ReclassementGarde,
)
from spaser.web.depenses.selectors import read_avancement
from spaser.web.espace.models import ObligationGardee

OUTILS: Final = (
    Outil(
        code="depenses",
        titre="Dépenses payées",
        vue="depenses:accueil",
        ordre=20,
        description="Vos mandats et factures : le total que la loi compte, et les taux en euros "
        "payés.",
        avancement=read_avancement,
        pourquoi="Seule la dépense payée dit si la loi vous oblige, et à combien vous en êtes.",
        gestes=(
            Vocabulaire(
                "depenses",
                "Dépenses payées",
                {
                    "depot": "a déposé un extrait",
                    "colonnes": "a précisé les colonnes d’un extrait",
                    "relecture": "a fait relire un extrait",
                    "arret": "a arrêté la lecture d’un extrait",
                    "effacement": "a effacé un extrait",
                    "effacement_annee": "a effacé les dépenses d’une année",
                    "effacement_tout": "a effacé toutes les dépenses",
                    "reclassement": "a reclassé un compte",
                    "reclassement_retire": "a retiré un reclassement",
                    "fournisseurs": "a rapproché des fournisseurs",
                    "choix_retire": "a retiré un rapprochement",
                    "obligation": "a gardé une réponse sur l’obligation",
                },
            ),
        ),
        modeles=(
            Modele(
                Extrait,
                gestes=("depenses.depot", "depenses.relecture", "depenses.effacement"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(CorrespondanceGardee, gestes=("depenses.colonnes",), export=PAR_LE_JOURNAL),
            Modele(
                ChoixGarde,
                gestes=("depenses.fournisseurs", "depenses.choix_retire"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(
                ReclassementGarde,
                gestes=("depenses.reclassement", "depenses.reclassement_retire"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(Calcul, gestes=Dispense("The worker makes it from the extracts, nobody else.")),
            Modele(ObligationGardee, gestes=("depenses.obligation",), export=PAR_LE_JOURNAL),
        ),
    ),
)
