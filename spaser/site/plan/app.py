"""What the app `plan` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.regles.considerations import load_actions
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.nomenclatures import annee_montree
from spaser.site.comptes.donnees_personnelles import (
    Dispense,
    Modele,
    Part,
    tell_champs,
    tell_noted,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.discussions import follow_demandes
from spaser.site.organisations import outils
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.partenaires import PARTENAIRE
from spaser.site.plan.actions.services import ACTION
from spaser.site.plan.cibles import tournee
from spaser.site.plan.cibles.collecte import list_tenues_cibles
from spaser.site.plan.cibles.lignes import read_objectifs
from spaser.site.plan.grille.services import read_avancement_grille
from spaser.site.plan.importation.ecriture import DUREE
from spaser.site.plan.models import actions, cibles
from spaser.site.recherche.services import SourceTextes, TexteCherchable
from spaser.site.socle import pages
from spaser.site.socle.fichiers import delete_fichier
from spaser.site.socle.taches.travailleur import planifie

_OUTIL_CIBLES: Final = outils.Outil(
    code="cibles",
    titre="Cibles et valeurs",
    vue="cibles:cibles",
    ordre=75,
    sous="tableau",
    description="Ce que vous visez pour chaque indicateur, sa valeur de chaque année, où vous "
    "en êtes.",
    pourquoi="Une cible datée dit à tous où vous voulez aller, et si vous y allez.",
    objectifs=read_objectifs,
    porte=list_tenues_cibles,
    gestes=(
        outils.Vocabulaire(
            "cibles",
            "Cibles et valeurs",
            {
                "ajout": "a ajouté un indicateur propre à l’acheteur",
                "modification": "a fixé ce qu’un indicateur vise",
                "valeur": "a noté des valeurs",
                "releve": "a gardé les valeurs calculées d’une année",
                "annulation": "a annulé des valeurs notées ensemble",
                "retrait": "a retiré une valeur",
                "collecte": "a préparé la collecte d’une année",
                "envoi": "a envoyé une fiche de collecte",
                "retour": "a repris une fiche de collecte remplie",
                "reponse": "Un pilote a répondu par son lien",
                "decision": "a décidé de réponses de pilotes",
                "heures": "a lu un relevé d’heures d’insertion",
                "passe": "a laissé un point de côté, avec sa raison",
                "repris": "a repris un point laissé de côté",
            },
        ),
    ),
    modeles=(
        tell_noted(cibles.IndicateurSuivi, "cibles.ajout cibles.modification", detache=("membre",)),
        tell_noted(cibles.Valeur, "cibles.valeur cibles.releve cibles.annulation cibles.retrait"),
        tell_noted(cibles.Collecte, "cibles.collecte"),
        tell_noted(
            cibles.FicheCollecte,
            "cibles.envoi cibles.retour cibles.reponse",
            detache=("membre", "courriel"),
        ),
        Modele(cibles.ReponseFiche, gestes=("cibles.reponse", "cibles.decision")),
        tell_noted(cibles.ReleveHeures, "cibles.heures"),
        Modele(cibles.LigneHeures, gestes=("cibles.heures",)),
        tell_noted(cibles.PointPasse, "cibles.passe cibles.repris"),
    ),
    liens=(tournee.TOURNEE,),
)


# --- The indicators of the library that the search finds ---


def list_textes_grille(_jour: date) -> Iterator[TexteCherchable]:
    for fiche in load_bibliotheque().indicateurs:
        yield TexteCherchable(
            code=fiche.code,
            titre=fiche.libelle,
            adresse=reverse("grille:indicateur", args=[fiche.code]),
            resume=fiche.formule,
            corps=f"{fiche.donnees} {fiche.vigilance}",
            mots_cles=f"{fiche.code} indicateur {fiche.sous_theme.libelle}",
        )


SOURCE_GRILLE: Final = SourceTextes(
    "indicateurs", "Bibliothèque d’indicateurs", list_textes_grille, rang=65, poids=0.8
)


_OUTILS_GRILLE: Final = (
    outils.Outil(
        code="tableau",
        titre="Mes chiffres",
        vue="grille:tableau",
        ordre=30,
        groupe=outils.Groupe.EN_VUE,
    ),
    outils.Outil(
        code="grille",
        titre="Grille des indicateurs",
        vue="grille:grille",
        ordre=70,
        sous="tableau",
        description="Les quatre rubriques du programme, des suggestions, une liste courte à "
        "suivre.",
        avancement=read_avancement_grille,
        pourquoi="Peu d’indicateurs, mais tous suivis : par qui, quand, à partir de quoi.",
        gestes=(
            outils.Vocabulaire(
                "grille",
                "Grille des indicateurs",
                {
                    "ajout": "a ajouté une ligne",
                    "suggestions": "a pris des suggestions",
                    "modification": "a modifié une ligne",
                    "choix": "a mis un indicateur sur la liste courte",
                    "abandon": "a retiré un indicateur de la liste courte",
                    "retrait": "a retiré une ligne",
                    "import": "a importé un fichier",
                },
            ),
        ),
        modeles=(
            tell_noted(
                actions.LigneGrille, "grille.ajout grille.modification grille.retrait grille.import"
            ),
        ),
    ),
)


# --- What the plan keeps of a person beside the journal: the proofs that she added, their files
# ---


def erase_plan(personne: Utilisateur) -> None:
    """Delete the proofs of her trial spaces, and the files themselves."""
    siennes = actions.Preuve.objects.filter(action__espace__proprietaire=personne)
    fichiers = [p.fichier for p in siennes.select_related("fichier") if p.fichier]
    siennes.delete()
    for fichier in fichiers:
        delete_fichier(fichier)


# --- The actions of the library that the search finds ---


def list_textes_plan(_jour: date) -> Iterator[TexteCherchable]:
    for action in load_actions().actions:
        yield TexteCherchable(
            code=action.code,
            titre=action.titre,
            adresse=reverse("plan:action_type", args=[action.code]),
            resume=action.quoi,
            corps=" ".join(
                [action.pourquoi, *action.etapes, *(exemple.texte for exemple in action.exemples)]
            ),
            mots_cles=f"{action.code} {action.sous_theme.libelle}",
        )


SOURCE_PLAN: Final = SourceTextes(
    "actions", "Bibliothèque d’actions", list_textes_plan, rang=60, poids=0.8
)


_LIEN: Final = Dispense("A link of an action: the gesture that changes the action tells it.")

_OUTIL_PLAN: Final = outils.Outil(
    code="plan",
    titre="Mon plan",
    vue="plan:plan",
    ordre=40,
    groupe=outils.Groupe.EN_VUE,
    gestes=(
        outils.Vocabulaire(
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
        outils.Vocabulaire(
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
        Modele(actions.PlanActions, gestes=("plan.reglage",)),
        tell_noted(actions.Axe, "plan.axe"),
        tell_noted(actions.Objectif, "plan.objectif"),
        tell_noted(
            actions.Action,
            "action.ajout action.modification action.etat action.pilote action.ecarte",
            detache=("pilote_membre",),
        ),
        Modele(actions.Action.politiques.through, gestes=_LIEN),
        Modele(actions.Action.attend.through, gestes=_LIEN),
        Modele(actions.Etape, gestes=("action.etape",)),
        tell_noted(actions.Contributeur, "action.contributeur", efface=("membre",)),
        Modele(
            actions.Preuve,
            gestes=("action.preuve",),
            export="plan.preuves",
            detache=("ajoutee_par",),
            donne=tell_champs("libelle", "ajoutee_le", fichier="fichier__nom"),
        ),
        Modele(
            actions.AccesPartenaire, gestes=("partage.cree", "partage.retire", "partage.lu")
        ),
        tell_noted(actions.Edition, "plan.edition"),
        tell_noted(actions.ImportationPlan, "plan.importation plan.annulation"),
    ),
    donnees=(
        Part(
            "plan",
            efface=erase_plan,
            reste="Les preuves que vous avez jointes au plan d’une organisation y restent, "
            "sans votre nom.",
        ),
    ),
    corbeille=(ACTION,),
    liens=(PARTENAIRE,),
)  # fmt: skip


# --- What the scheduler runs for the plan ---


GARDE: Final = timedelta(days=7)


@planifie("plan.importations", toutes_les=timedelta(days=1))
def sweep_importations_plan(maintenant: datetime) -> None:
    """Drop what was read and never written, then what would undo an import too old to be undone."""
    actions.ImportationPlan.objects.filter(faite_le=None, recue_le__lt=maintenant - GARDE).delete()
    vieilles = actions.ImportationPlan.objects.filter(faite_le__lt=maintenant - DUREE)
    vieilles.exclude(annulation={}).update(annulation={})


@planifie("cibles.tournee", toutes_les=timedelta(hours=1), d_un_bloc=True)
def follow_tournee(maintenant: datetime) -> None:
    follow_demandes(cibles.FicheCollecte, tournee.tell_pilote, maintenant)


def read_avancement_point(espace: Espace) -> outils.Avancement:
    """Say where it stands: a year to close is the next act, once a review was begun or closed."""
    connus = dict(cibles.PointAnnuel.objects.filter(espace=espace).values_list("annee", "clos_le"))
    annee = annee_montree(timezone.localdate())
    if not connus or connus.get(annee):
        return outils.Avancement(stade=outils.Stade.FAIT if connus else outils.Stade.A_COMMENCER)
    return outils.Avancement(
        stade=outils.Stade.EN_COURS,
        suite=outils.Acte(
            f"Clore l’année {annee}",
            "Relire les valeurs et les actions, puis les arrêter pour l’assemblée.",
            reverse("point_annuel:point", args=[espace.siren, annee]),
        ),
    )


_OUTIL_POINT_ANNUEL: Final = outils.Outil(
    code="point_annuel",
    titre="Point annuel",
    vue="point_annuel:points",
    ordre=78,
    description="Une page pour clore l’année : valeurs, cibles, actions, décisions à demander.",
    pourquoi="L’assemblée lit en quatre pages ce que l’année a donné ; ces valeurs ne bougent "
    "plus.",
    avancement=read_avancement_point,
    gestes=(
        outils.Vocabulaire(
            "point_annuel",
            "Point annuel",
            {
                "textes": "a écrit dans un point annuel",
                "fermeture": "a clos une année",
                "erratum": "a ajouté un erratum à une année close",
            },
        ),
    ),
    modeles=(
        tell_noted(cibles.PointAnnuel, "point_annuel.textes point_annuel.fermeture"),
        tell_noted(cibles.ErratumPoint, "point_annuel.erratum"),
    ),
)


OUTILS: Final = (_OUTIL_CIBLES, *_OUTILS_GRILLE, _OUTIL_PLAN, _OUTIL_POINT_ANNUEL)


# --- What it offers: menus, public pages, what the search finds ---


TEXTES: Final = (SOURCE_GRILLE, SOURCE_PLAN)

ENTREES: Final = (
    pages.Entree(
        "Bibliothèque d’indicateurs", "grille:indicateurs", 16, sous="libre_acces:sommaire"
    ),
    pages.Entree("Bibliothèque d’actions", "plan:actions", 17, sous="libre_acces:sommaire"),
)


def _list_pages_grille() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("grille:indicateurs"))
    for fiche in load_bibliotheque().indicateurs:
        yield pages.PagePubliee(reverse("grille:indicateur", args=[fiche.code]))


def _list_pages_plan() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("plan:actions"))
    for action in load_actions().actions:
        yield pages.PagePubliee(reverse("plan:action_type", args=[action.code]))


PAGES: Final = (_list_pages_grille, _list_pages_plan)
