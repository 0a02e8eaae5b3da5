"""What the app `cibles` declares: what a buyer aims at, and the values of each year."""

from __future__ import annotations

from typing import Final

from spaser.web.cibles.models import (
    Collecte,
    FicheCollecte,
    IndicateurSuivi,
    LigneHeures,
    PointPasse,
    ReleveHeures,
    Valeur,
)
from spaser.web.cibles.objectifs import read_objectifs
from spaser.web.cibles.relais import list_tenues
from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele

OUTILS: Final = (
    Outil(
        code="cibles",
        titre="Cibles et valeurs",
        vue="cibles:cibles",
        ordre=75,
        description="Ce que vous visez pour chaque indicateur, sa valeur de chaque année, où vous "
        "en êtes.",
        pourquoi="Une cible datée dit à tous où vous voulez aller, et si vous y allez.",
        objectifs=read_objectifs,
        porte=list_tenues,
        gestes=(
            Vocabulaire(
                "cibles",
                "Cibles et valeurs",
                {
                    "ajout": "a ajouté un indicateur propre à l’acheteur",
                    "modification": "a fixé ce qu’un indicateur vise",
                    "valeur": "a noté des valeurs",
                    "releve": "a gardé les valeurs calculées d’une année",
                    "annulation": "a annulé des valeurs notées ensemble",
                    "retrait": "a retiré une valeur",
                    "collecte": "a préparé la collecte d’une année",
                    "envoi": "a envoyé une fiche de collecte",
                    "retour": "a repris une fiche de collecte remplie",
                    "heures": "a lu un relevé d’heures d’insertion",
                    "passe": "a laissé un point de côté, avec sa raison",
                    "repris": "a repris un point laissé de côté",
                },
            ),
        ),
        modeles=(
            Modele(
                IndicateurSuivi,
                gestes=("cibles.ajout", "cibles.modification"),
                export=PAR_LE_JOURNAL,
                detache=("membre",),
            ),
            Modele(
                Valeur,
                gestes=("cibles.valeur", "cibles.releve", "cibles.annulation", "cibles.retrait"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(Collecte, gestes=("cibles.collecte",), export=PAR_LE_JOURNAL),
            Modele(
                FicheCollecte,
                gestes=("cibles.envoi", "cibles.retour"),
                export=PAR_LE_JOURNAL,
                detache=("membre",),
            ),
            Modele(ReleveHeures, gestes=("cibles.heures",), export=PAR_LE_JOURNAL),
            Modele(LigneHeures, gestes=("cibles.heures",)),
            Modele(PointPasse, gestes=("cibles.passe", "cibles.repris"), export=PAR_LE_JOURNAL),
        ),
    ),
)
