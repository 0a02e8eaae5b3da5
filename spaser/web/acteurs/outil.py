"""What the app `acteurs` declares: who can help a buyer, and what they said to each other."""

from __future__ import annotations

from typing import Final

from spaser.web.acteurs.models import (
    Acteur,
    Echange,
    Importation,
    Personne,
    SuggestionEcartee,
)
from spaser.web.acteurs.selectors import export_acteurs, read_avancement
from spaser.web.acteurs.services import ACTEUR
from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele, Part

OUTILS: Final = (
    Outil(
        code="acteurs",
        titre="Acteurs du territoire",
        vue="acteurs:tableau",
        ordre=60,
        description="Repérer qui peut vous aider, dire ce que chacun apporte, suivre les échanges.",
        avancement=read_avancement,
        pourquoi="Un achat responsable se prépare avec ceux qui savent y répondre.",
        gestes=(
            Vocabulaire(
                "acteurs",
                "Acteurs du territoire",
                {"importation": "a importé un fichier d’acteurs"},
            ),
            Vocabulaire(
                "acteur",
                "Acteurs : le tableau",
                {
                    "ajout": "a ajouté un acteur",
                    "modification": "a modifié un acteur",
                    "ecarte": "a supprimé un acteur",
                    "retabli": "a rétabli un acteur",
                },
            ),
            Vocabulaire(
                "suggestion",
                "Acteurs : les suggestions",
                {
                    "ecart": "a écarté une suggestion",
                    "reprise": "a repris une suggestion écartée",
                },
            ),
            Vocabulaire(
                "personne",
                "Acteurs : les personnes",
                {
                    "ajout": "a noté une personne à contacter",
                    "modification": "a modifié une personne à contacter",
                    "effacement": "a effacé une personne à contacter",
                },
            ),
            Vocabulaire(
                "echange",
                "Acteurs : les échanges",
                {
                    "ajout": "a noté un échange",
                    "modification": "a modifié un échange",
                    "relance_faite": "a fait une relance",
                },
            ),
        ),
        modeles=(
            Modele(
                Acteur,
                gestes=("acteur.ajout", "acteur.modification", "acteur.ecarte"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(
                Personne,
                gestes=("personne.ajout", "personne.modification", "personne.effacement"),
                export=PAR_LE_JOURNAL,
                ne_le="notee_le",
            ),
            Modele(
                Echange,
                gestes=("echange.ajout", "echange.modification", "echange.relance_faite"),
                export="acteurs.echanges",
            ),
            Modele(
                SuggestionEcartee,
                gestes=("suggestion.ecart", "suggestion.reprise"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(Importation, gestes=("acteurs.importation",), export=PAR_LE_JOURNAL),
        ),
        corbeille=(ACTEUR,),
        donnees=(
            Part(
                "acteurs",
                exporte=export_acteurs,
                reste="Les acteurs et les échanges que vous avez notés pour une organisation lui "
                "restent, sans votre nom.",
            ),
        ),
    ),
)
