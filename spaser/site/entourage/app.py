"""What the app `entourage` declares: tools, personal data, planned work, tasks."""

from datetime import datetime, timedelta
from typing import Final

from spaser.site.comptes.donnees_personnelles import Dispense, Modele, tell_noted
from spaser.site.entourage.ateliers import resultats, views
from spaser.site.entourage.ateliers.services import erase_noms
from spaser.site.entourage.models import ateliers
from spaser.site.organisations.outils import Outil, Vocabulaire
from spaser.site.socle import pages
from spaser.site.socle.taches.travailleur import planifie

# --- Workshops ---


_SECRET: Final = Dispense("Who votes what, or comes when, is told to nobody.")

_OUTILS_ATELIERS: Final = (
    Outil(
        code=resultats.ORIGINE,
        titre="Ateliers",
        vue="ateliers:liste",
        ordre=65,
        description="Faire voter une salle au téléphone ou sur papier, et garder ce qu’elle "
        "décide.",
        avancement=views.read_avancement_ateliers,
        pourquoi="Ce que le groupe décide devient des propositions pour la grille, les acteurs, le "
        "plan et le texte.",
        nourrit=("propositions", "grille", "acteurs"),
        retient=resultats.keep_proposition,
        gestes=(
            Vocabulaire(
                "ateliers",
                "Ateliers",
                {
                    "preparation": "a préparé un atelier",
                    "etape": "a ouvert, clos ou montré une étape d’atelier",
                    "ligne": "a changé les lignes d’un atelier",
                    "papier": "a saisi des votes sur papier",
                    "repeter": "a commencé une répétition",
                    "fin_repetition": "a fini une répétition",
                    "terminer": "a terminé un atelier",
                    "propositions": "a proposé ce qu’un atelier a décidé",
                    "suppression": "a supprimé un atelier",
                },
            ),
        ),
        modeles=(
            tell_noted(
                ateliers.Atelier, "ateliers.preparation ateliers.terminer ateliers.suppression"
            ),
            Modele(ateliers.EtapeAtelier, gestes=("ateliers.etape", "ateliers.papier")),
            Modele(ateliers.LigneAtelier, gestes=("ateliers.ligne",)),
            Modele(ateliers.ParticipantAtelier, gestes=_SECRET),
            Modele(ateliers.BulletinAtelier, gestes=_SECRET),
        ),
    ),
)

_ENTREES_ATELIERS: Final = (
    pages.Entree("Rejoindre un atelier", "ateliers:entrer", 20, sous="libre_acces:sommaire"),
)


@planifie("ateliers.noms", toutes_les=timedelta(days=1), d_un_bloc=True)
def forget_noms(maintenant: datetime) -> None:
    """Erase the names of who took part, thirty days after the end."""
    erase_noms(maintenant)


OUTILS: Final = (*_OUTILS_ATELIERS,)
ENTREES: Final = (*_ENTREES_ATELIERS,)
