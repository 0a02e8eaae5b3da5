"""What the app `pratiques` declares: what buyers tell of what they did."""

from __future__ import annotations

from typing import Final

from spaser.metier.droits import Operation
from spaser.metier.pratiques import EtatRecit
from spaser.web.commun.outils import Attente, Groupe, Outil, Vocabulaire, count_attente
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.pratiques.models import Recit
from spaser.web.pratiques.selectors import export_recits

OUTILS: Final = (
    Outil(
        code="pratiques",
        titre="Nos bonnes pratiques",
        vue="pratiques:siennes",
        ordre=50,
        groupe=Groupe.EQUIPE,
        description="Ce que vous avez fait et que d’autres acheteurs peuvent refaire.",
        gestes=(
            Vocabulaire(
                "pratique",
                "Bonnes pratiques",
                {
                    "ajout": "a commencé à raconter une bonne pratique",
                    "modification": "a modifié une bonne pratique",
                    "envoi": "a envoyé une bonne pratique à l’équipe du programme",
                    "reprise": "a repris une bonne pratique avant sa relecture",
                    "retrait": "a retiré une bonne pratique du site",
                    "suppression": "a effacé le brouillon d’une bonne pratique",
                    "publication": "a publié une bonne pratique",
                    "retour": "a demandé de corriger une bonne pratique",
                    "refus": "n’a pas retenu une bonne pratique",
                },
            ),
        ),
        modeles=(
            Modele(
                Recit,
                gestes=(
                    "pratique.ajout", "pratique.modification", "pratique.envoi",
                    "pratique.reprise", "pratique.retrait", "pratique.suppression",
                    "pratique.publication", "pratique.retour", "pratique.refus",
                ),
                export="pratiques",
                detache=("auteur", "traite_par"),
            ),
        ),
        donnees=(
            Part(
                "pratiques",
                exporte=export_recits,
                reste="Les bonnes pratiques que vous avez racontées pour une organisation restent, "
                "sans votre nom.",
            ),
        ),
        attentes=(
            Attente(
                "pratiques", "Bonnes pratiques à relire", "pratiques:file", "Relire",
                Operation.RELIRE_TEXTE,
                lambda: count_attente(Recit.objects.filter(etat=EtatRecit.ENVOYEE), "envoye_le"),
                "relectures", ordre=4,
            ),
        ),
    ),
)  # fmt: skip
