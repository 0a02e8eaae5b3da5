"""What the app `accueil` declares: the first pages of a space, and the one for those who decide."""

from __future__ import annotations

from typing import Final

from spaser.metier.instance import INCONNUE
from spaser.web.accueil.elus import PARTAGE, name_vue
from spaser.web.commun.models import ReglageOutil
from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele

OUTILS: Final = (
    Outil(
        code="equipe",
        titre="L’équipe",
        vue="accueil:equipe",
        ordre=90,
        groupe=Groupe.EN_VUE,
    ),
    Outil(
        code="outils",
        titre="Tous les outils",
        vue="accueil:outils",
        ordre=10,
        groupe=Groupe.SITE,
        gestes=(
            Vocabulaire(
                "outil",
                "Choix des outils",
                {
                    "eteint": "a retiré un outil",
                    "rallume": "a remis un outil",
                },
            ),
        ),
        modeles=(
            Modele(ReglageOutil, gestes=("outil.eteint", "outil.rallume"), export=PAR_LE_JOURNAL),
        ),
    ),
    Outil(
        code="elus",
        titre=f"Vue pour votre {INCONNUE}",
        nomme=name_vue,
        vue="accueil:elus",
        ordre=5,
        groupe=Groupe.EQUIPE,
        description="Une page sans jargon, à lire en séance ou à partager par un lien.",
        liens=(PARTAGE,),
    ),
)
