"""What the app `chiffres` declares: « Indicateurs », and the figures that people keep."""

from __future__ import annotations

from typing import Final

from spaser.web.chiffres.models import Reference
from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele

OUTILS: Final = (
    Outil(
        code="chiffres",
        titre="Indicateurs",
        vue="chiffres:indicateurs",
        ordre=30,
        groupe=Groupe.CHIFFRES,
        gestes=(Vocabulaire("reference", "Indicateurs", {"garde": "a gardé un chiffre"}),),
        modeles=(Modele(Reference, gestes=("reference.garde",), export=PAR_LE_JOURNAL),),
    ),
)
