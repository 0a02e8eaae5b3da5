"""What the app `plan` declares: the plan of actions of a buyer."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Dispense, Modele, Part
from spaser.web.plan.donnees_personnelles import erase_plan, export_plan
from spaser.web.plan.models import (
    AccesPartenaire,
    Action,
    Axe,
    Contributeur,
    Edition,
    Etape,
    ImportationPlan,
    Objectif,
    PlanActions,
    Preuve,
)
from spaser.web.plan.partenaires import PARTENAIRE
from spaser.web.plan.services.actions import ACTION

_LIEN: Final = Dispense("A link of an action: the gesture that changes the action tells it.")

OUTILS: Final = (
    Outil(
        code="plan",
        titre="Mon plan",
        vue="plan:plan",
        ordre=40,
        groupe=Groupe.EN_VUE,
        gestes=(
            Vocabulaire(
                "plan",
                "Mon plan",
                {
                    "reglage": "a changé les dates du plan",
                    "axe": "a ajouté, changé ou retiré un axe",
                    "objectif": "a ajouté, changé ou retiré un objectif",
                    "propositions": "a fait entrer des propositions dans le plan",
                    "edition": "a arrêté une édition du plan",
                    "relais": "a passé la main",
                    "importation": "a importé un plan",
                    "annulation": "a annulé un import du plan",
                },
            ),
            Vocabulaire(
                "action",
                "Actions du plan",
                {
                    "ajout": "a ajouté une action",
                    "modification": "a modifié une action",
                    "etat": "a changé l’état d’une action",
                    "pilote": "a changé le pilote d’une action",
                    "etape": "a changé les étapes d’une action",
                    "preuve": "a changé les preuves d’une action",
                    "contributeur": "a changé les contributeurs d’une action",
                    "ecarte": "a supprimé une action",
                    "retabli": "a rétabli une action",
                },
            ),
        ),
        modeles=(
            Modele(PlanActions, gestes=("plan.reglage",)),
            Modele(Axe, gestes=("plan.axe",), export=PAR_LE_JOURNAL),
            Modele(Objectif, gestes=("plan.objectif",), export=PAR_LE_JOURNAL),
            Modele(
                Action,
                gestes=(
                    "action.ajout", "action.modification", "action.etat", "action.pilote",
                    "action.ecarte",
                ),
                export=PAR_LE_JOURNAL,
                detache=("pilote_membre",),
            ),
            Modele(Action.politiques.through, gestes=_LIEN),
            Modele(Action.attend.through, gestes=_LIEN),
            Modele(Etape, gestes=("action.etape",)),
            Modele(
                Contributeur,
                gestes=("action.contributeur",),
                export=PAR_LE_JOURNAL,
                efface=("membre",),
            ),
            Modele(
                Preuve,
                gestes=("action.preuve",),
                export="plan.preuves",
                detache=("ajoutee_par",),
            ),
            Modele(AccesPartenaire, gestes=("partage.cree", "partage.retire", "partage.lu")),
            Modele(Edition, gestes=("plan.edition",), export=PAR_LE_JOURNAL),
            Modele(
                ImportationPlan,
                gestes=("plan.importation", "plan.annulation"),
                export=PAR_LE_JOURNAL,
            ),
        ),
        donnees=(
            Part(
                "plan",
                exporte=export_plan,
                efface=erase_plan,
                reste="Les preuves que vous avez jointes au plan d’une organisation y restent, "
                "sans votre nom.",
            ),
        ),
        corbeille=(ACTION,),
        liens=(PARTENAIRE,),
    ),
)  # fmt: skip
