"""What the app `diagnostic` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.regles.politiques import load_plans
from spaser.site.comptes.donnees_personnelles import (
    PAR_LE_JOURNAL,
    Dispense,
    Modele,
    Part,
    tell_champs,
    tell_noted,
)
from spaser.site.diagnostic import approche, models
from spaser.site.diagnostic.acteurs.services import ACTEUR, read_avancement_acteurs
from spaser.site.diagnostic.acteurs.suivi_acteurs import keep_conservation, send_rappels_acteurs
from spaser.site.diagnostic.campagnes.services import ORIGINE, forget_nom
from spaser.site.diagnostic.politiques.services import read_avancement_politiques
from spaser.site.organisations.outils import Outil, Vocabulaire
from spaser.site.recherche.services import SourceTextes, TexteCherchable
from spaser.site.socle import pages
from spaser.site.socle.taches.travailleur import planifie

_OUTIL_ACTEURS: Final = Outil(
    code="acteurs",
    titre="Acteurs du territoire",
    vue="acteurs:tableau",
    ordre=60,
    description="Repérer qui peut vous aider, dire ce que chacun apporte, suivre les échanges.",
    avancement=read_avancement_acteurs,
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
        tell_noted(models.Acteur, "acteur.ajout acteur.modification acteur.ecarte"),
        tell_noted(
            models.Personne,
            "personne.ajout personne.modification personne.effacement",
            ne_le="notee_le",
        ),
        Modele(
            models.Echange,
            gestes=("echange.ajout", "echange.modification", "echange.relance_faite"),
            export="acteurs.echanges",
            par=("auteur",),
            donne=tell_champs("jour", "dit", structure="acteur__nom"),
        ),
        tell_noted(models.SuggestionEcartee, "suggestion.ecart suggestion.reprise"),
        tell_noted(models.Importation, "acteurs.importation"),
    ),
    corbeille=(ACTEUR,),
    donnees=(
        Part(
            "acteurs",
            reste="Les acteurs et les échanges que vous avez notés pour une organisation lui "
            "restent, sans votre nom.",
        ),
    ),
)


# --- What the scheduler runs for the stakeholders ---


GARDE_IMPORTATIONS: Final = timedelta(days=7)


@planifie("acteurs.rappels", toutes_les=timedelta(hours=6), d_un_bloc=True)
def remind_relances(maintenant: datetime) -> None:
    """Tell of the next dates, the day before; nothing is sent when there is none."""
    send_rappels_acteurs(timezone.localtime(maintenant).date())


@planifie("acteurs.conservation", toutes_les=timedelta(days=1), d_un_bloc=True)
def run_conservation(maintenant: datetime) -> None:
    """Announce, then erase, the people whom nobody has met for long."""
    keep_conservation(timezone.localtime(maintenant).date())


@planifie("acteurs.importations", toutes_les=timedelta(days=1))
def sweep_importations_acteurs(maintenant: datetime) -> None:
    models.Importation.objects.filter(recue_le__lt=maintenant - GARDE_IMPORTATIONS).delete()


_SA_CAMPAGNE: Final = {"siren": "campagne__siren", "campagne": "campagne__titre"}

_OUTILS_DIAGNOSTIC: Final = (
    Outil(
        code=ORIGINE,
        titre="Autodiagnostic",
        vue="diagnostic:campagnes",
        ordre=30,
        description="Où vous en êtes, à plusieurs voix, et le chemin parcouru d’une année à "
        "l’autre.",
        avancement=approche.read_diagnostic,
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
                models.Campagne,
                gestes=("diagnostic.ouverture", "diagnostic.gel", "diagnostic.suppression"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(
                models.Participation,
                gestes=Dispense("What one answers is read in the result, never who answered when."),
                export="autodiagnostics.reponses",
                detache=("utilisateur",),
                donne=tell_champs("commencee_le", "envoyee_le", "reponses", **_SA_CAMPAGNE),
                ne_le="commencee_le",
                refait=forget_nom,
            ),
            Modele(
                models.Accord,
                gestes=("diagnostic.accord",),
                export="autodiagnostics.accords",
                detache=("auteur",),
                donne=tell_champs("question", "niveau", "raison", **_SA_CAMPAGNE),
            ),
        ),
        donnees=(
            Part(
                "autodiagnostics",
                reste="Vos réponses aux autodiagnostics restent, sans votre nom.",
            ),
        ),
    ),
    Outil(
        code="approche",
        titre="Approche",
        vue="diagnostic:approche",
        ordre=40,
        description="La manière de bâtir votre schéma, et les axes qu’elle propose.",
        avancement=approche.read_approche,
        pourquoi="Les axes du plan sont posés, et l’on sait dire pourquoi ceux-là.",
        gestes=(Vocabulaire("approche", "Approche", {"choix": "a choisi une approche"}),),
        modeles=(
            Modele(
                models.ChoixApproche,
                gestes=("approche.choix",),
                export="autodiagnostics.approches",
                detache=("auteur",),
                donne=tell_champs("approche", "raison", "choisie_le"),
            ),
        ),
    ),
)


# --- The plans of the catalogue that the search finds ---


def list_textes_politiques(_jour: date) -> Iterator[TexteCherchable]:
    """Return each plan: what it is, who must have it, what a buyer looks for in it."""
    for plan in load_plans():
        qui = plan.obligation.qui if plan.obligation else ""
        yield TexteCherchable(
            code=plan.code,
            titre=f"{plan.nom} ({plan.sigle})" if plan.sigle else plan.nom,
            adresse=reverse("politiques:plan", args=[plan.code]),
            resume=plan.resume,
            corps=" ".join([qui, *plan.a_chercher]),
            mots_cles=f"plan politique {' '.join(t.libelle for t in plan.sous_themes)}",
        )


SOURCE: Final = SourceTextes(
    "politiques", "Plans et politiques à relier", list_textes_politiques, rang=70, poids=0.8
)


_OUTIL_POLITIQUES: Final = Outil(
    code="politiques",
    titre="Politiques et plans",
    vue="politiques:liste",
    ordre=50,
    description="Vos plans et schémas, leurs objectifs qui touchent les achats, ce qui manque.",
    avancement=read_avancement_politiques,
    pourquoi="Ce que vos plans demandent déjà aux achats devient des thèmes et des indicateurs.",
    nourrit=("acteurs", "grille"),
    gestes=(
        Vocabulaire(
            "politique",
            "Politiques et plans",
            {
                "ajout": "a ajouté un plan",
                "modification": "a modifié un plan",
                "retrait": "a retiré un plan",
            },
        ),
    ),
    modeles=(
        tell_noted(models.Politique, "politique.ajout politique.modification politique.retrait"),
    ),
)


OUTILS: Final = (_OUTIL_ACTEURS, *_OUTILS_DIAGNOSTIC, _OUTIL_POLITIQUES)


# --- What it offers: menus, public pages, what the search finds ---


TEXTES: Final = (SOURCE,)

ENTREES: Final = (
    pages.Entree("Autodiagnostic", "diagnostic:accueil", 6, sous="libre_acces:sommaire"),
    pages.Entree("Plans et schémas", "politiques:catalogue", 14, sous="libre_acces:sommaire"),
)


def _list_pages_diagnostic() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("diagnostic:accueil"))
    yield pages.PagePubliee(reverse("diagnostic:papier"))


def _list_pages_politiques() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("politiques:catalogue"))
    for plan in load_plans():
        yield pages.PagePubliee(reverse("politiques:plan", args=[plan.code]))


PAGES: Final = (_list_pages_diagnostic, _list_pages_politiques)
