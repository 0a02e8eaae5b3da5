"""What the app `diagnostic` declares: the self-diagnosis, and the approach it leads to."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Dispense, Modele, Part
from spaser.web.diagnostic import selectors
from spaser.web.diagnostic.campagnes.participations import forget_nom
from spaser.web.diagnostic.campagnes.services import ORIGINE
from spaser.web.diagnostic.models import Accord, Campagne, ChoixApproche, Participation

OUTILS: Final = (
    Outil(
        code=ORIGINE,
        titre="Autodiagnostic",
        vue="diagnostic:campagnes",
        ordre=30,
        description="Où vous en êtes, à plusieurs voix, et le chemin parcouru d’une année à "
        "l’autre.",
        avancement=selectors.read_diagnostic,
        pourquoi="Vous savez sur quoi porter l’effort, et vous pouvez montrer le chemin parcouru.",
        nourrit=("approche", "propositions", "grille"),
        gestes=(
            Vocabulaire(
                "diagnostic",
                "Autodiagnostic",
                {
                    "ouverture": "a ouvert une campagne",
                    "accord": "a réglé une question",
                    "gel": "a figé le résultat",
                    "suppression": "a supprimé une campagne",
                    "lien": "a créé un lien de réponse",
                    "lien_renouvele": "a renouvelé un lien de réponse",
                    "lien_retire": "a retiré un lien de réponse",
                    "nom_efface": "a effacé le nom d’une personne",
                    "papier": "a saisi des réponses données sur papier",
                },
            ),
        ),
        modeles=(
            Modele(
                Campagne,
                gestes=("diagnostic.ouverture", "diagnostic.gel", "diagnostic.suppression"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(
                Participation,
                gestes=Dispense("What one answers is read in the result, never who answered when."),
                export="autodiagnostics.reponses",
                detache=("utilisateur",),
                ne_le="commencee_le",
                refait=forget_nom,
            ),
            Modele(
                Accord,
                gestes=("diagnostic.accord",),
                export="autodiagnostics.accords",
                detache=("auteur",),
            ),
        ),
        donnees=(
            Part(
                "autodiagnostics",
                exporte=selectors.export_autodiagnostics,
                reste="Vos réponses aux autodiagnostics restent, sans votre nom.",
            ),
        ),
    ),
    Outil(
        code="approche",
        titre="Approche",
        vue="diagnostic:approche",
        ordre=40,
        description="La manière de bâtir votre schéma, et le plan qu’elle donne.",
        avancement=selectors.read_approche,
        pourquoi="Le plan du schéma est posé, et l’on sait dire pourquoi celui-là.",
        gestes=(Vocabulaire("approche", "Approche", {"choix": "a choisi une approche"}),),
        modeles=(
            Modele(
                ChoixApproche,
                gestes=("approche.choix",),
                export="autodiagnostics.approches",
                detache=("auteur",),
            ),
        ),
    ),
)
