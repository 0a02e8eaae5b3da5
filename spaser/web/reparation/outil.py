"""What the app `reparation` declares: the sheet that tells what to mend in published data."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import Modele
from spaser.web.reparation.models import Examen
from spaser.web.reparation.selectors import read_avancement

OUTILS: Final = (
    Outil(
        code="reparation",
        titre="Fiche de réparation",
        vue="reparation:fiche",
        ordre=80,
        description="Ce qui manque ou ce qui est faux dans vos données publiées, l’effet sur vos "
        "taux, et de quoi le faire corriger.",
        avancement=read_avancement,
        pourquoi="Mieux publiées, vos données donnent des taux plus sûrs, pour tous ceux qui les "
        "lisent.",
        gestes=(
            Vocabulaire(
                "reparation",
                "Fiche de réparation",
                {"examen": "a demandé l’examen des données publiées"},
            ),
        ),
        modeles=(Modele(Examen, hors_espace="It only holds what anybody reads in public data."),),
    ),
)
