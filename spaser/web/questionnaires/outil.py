"""What the app `questionnaires` declares: it keeps nothing of anybody that could be handed over.

Answers lead to nobody. Of an address that was invited, and of a link that was used, only prints are
kept, and a month at most after the end.
"""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import Modele
from spaser.web.questionnaires.models import (
    Commentaire,
    Invitation,
    Questionnaire,
    Repondu,
    Reponse,
    VersionQuestionnaire,
)

_PROGRAMME: Final = "It is the programme’s, of no buyer."
_ANONYME: Final = "Nothing leads from it to anybody, nor to a space."

OUTILS: Final = (
    Outil(
        code="questionnaires",
        titre="Questionnaires",
        vue="questionnaires:tableau",
        ordre=90,
        groupe=Groupe.SITE,
        gestes=(
            Vocabulaire(
                "questionnaire",
                "Questionnaires",
                {
                    "creation": "a commencé un questionnaire",
                    "modification": "a modifié un questionnaire",
                    "ouverture": "a ouvert un questionnaire",
                    "fermeture": "a fermé un questionnaire",
                    "suppression": "a effacé un questionnaire",
                    "invitation": "a invité à répondre à un questionnaire",
                    "commentaire_a_lire": "a remis un texte parmi ceux à lire",
                    "commentaire_ecarte": "n’a pas publié un texte",
                    "commentaire_publie": "a publié un texte",
                },
            ),
        ),
        modeles=(
            Modele(Questionnaire, hors_espace=_PROGRAMME),
            Modele(VersionQuestionnaire, hors_espace=_PROGRAMME),
            Modele(Reponse, hors_espace=_ANONYME),
            Modele(Commentaire, hors_espace=_ANONYME),
            Modele(Invitation, hors_espace=_ANONYME),
            Modele(Repondu, hors_espace=_ANONYME),
        ),
    ),
)
