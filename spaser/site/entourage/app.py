"""What the app `entourage` declares: tools, personal data, planned work, tasks."""

from datetime import datetime, timedelta
from typing import Final

from spaser.site.comptes.donnees_personnelles import Modele, tell_champs
from spaser.site.entourage import demandes
from spaser.site.entourage.models.demandes import Question
from spaser.site.espace.discussions import follow_demandes
from spaser.site.organisations.outils import Groupe, Outil, Vocabulaire
from spaser.site.socle.taches.travailleur import planifie

# --- « Demander par un lien » ---


_OUTILS_DEMANDES: Final = (
    Outil(
        code="demandes",
        titre=demandes.TITRE,
        vue="demandes:demandes",
        ordre=25,
        groupe=Groupe.EQUIPE,
        description="Les questions posées à des personnes sans compte, et leurs réponses.",
        gestes=(
            Vocabulaire(
                "demande_lien",
                demandes.TITRE,
                {
                    "posee": "a posé une question par un lien",
                    "reponse": "Une réponse est arrivée par un lien",
                    "reprise": "a repris une réponse",
                    "close": "a clos une demande",
                },
            ),
        ),
        modeles=(
            Modele(
                Question,
                gestes=("demande_lien.posee", "demande_lien.reprise", "demande_lien.close"),
                export="demandes.par_lien",
                detache=("courriel", "auteur", "reprise_par"),
                donne=tell_champs("titre", "nom", "question", "reponse", "repondue_le"),
            ),
        ),
        liens=(demandes.PAGE,),
    ),
)


@planifie("entourage.demandes", toutes_les=timedelta(hours=1), d_un_bloc=True)
def follow_questions(maintenant: datetime) -> None:
    follow_demandes(demandes.list_ouvertes(), maintenant, demandes.remind_question)


OUTILS: Final[tuple[Outil, ...]] = _OUTILS_DEMANDES
