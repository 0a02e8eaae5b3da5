"""What the app `chiffres` declares: tools, personal data, planned work, tasks."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from spaser.moteur.corrige.gardee import drop_unused
from spaser.site.chiffres import models
from spaser.site.chiffres.depenses import extraits, services  # noqa: F401 - the first listens
from spaser.site.chiffres.depenses.travail import compute_calcul, read_extrait
from spaser.site.chiffres.marches import entrepot
from spaser.site.chiffres.marches.fichiers import repair_prive, take_up_lost
from spaser.site.chiffres.marches.liste import drop_anciens
from spaser.site.chiffres.marches.services import read_avancement_marches
from spaser.site.chiffres.reparation import read_avancement_reparation
from spaser.site.comptes.donnees_personnelles import (
    Dispense,
    Modele,
    Part,
    tell_champs,
    tell_noted,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.models import ObligationGardee
from spaser.site.organisations.outils import Groupe, Outil, Vocabulaire
from spaser.site.socle import pages
from spaser.site.socle.fichiers import delete_fichier
from spaser.site.socle.models import EtatFichier
from spaser.site.socle.taches.file import ensure, list_vives
from spaser.site.socle.taches.travailleur import planifie

_OUTIL_CHIFFRES: Final = Outil(
    code="chiffres",
    titre="Indicateurs",
    vue="chiffres:indicateurs",
    ordre=30,
    groupe=Groupe.CHIFFRES,
    gestes=(Vocabulaire("reference", "Indicateurs", {"garde": "a gardé un chiffre"}),),
    modeles=(tell_noted(models.Reference, "reference.garde"),),
)


_OUTIL_DEPENSES: Final = Outil(
    code="depenses",
    titre="Dépenses payées",
    vue="depenses:accueil",
    ordre=20,
    description="Vos mandats et factures : le total que la loi compte, et les taux en euros payés.",
    avancement=services.read_avancement_depenses,
    pourquoi="Seule la dépense payée dit si la loi vous oblige, et à combien vous en êtes.",
    gestes=(
        Vocabulaire(
            "depenses",
            "Dépenses payées",
            {
                "depot": "a déposé un extrait",
                "colonnes": "a précisé les colonnes d’un extrait",
                "relecture": "a fait relire un extrait",
                "arret": "a arrêté la lecture d’un extrait",
                "effacement": "a effacé un extrait",
                "effacement_annee": "a effacé les dépenses d’une année",
                "effacement_tout": "a effacé toutes les dépenses",
                "reclassement": "a reclassé un compte",
                "reclassement_retire": "a retiré un reclassement",
                "fournisseurs": "a rapproché des fournisseurs",
                "choix_retire": "a retiré un rapprochement",
                "obligation": "a gardé une réponse sur l’obligation",
            },
        ),
    ),
    modeles=(
        tell_noted(models.Extrait, "depenses.depot depenses.relecture depenses.effacement"),
        tell_noted(models.CorrespondanceGardee, "depenses.colonnes"),
        tell_noted(models.ChoixGarde, "depenses.fournisseurs depenses.choix_retire"),
        tell_noted(models.ReclassementGarde, "depenses.reclassement depenses.reclassement_retire"),
        Modele(
            models.Calcul,
            gestes=Dispense("The worker makes it from the extracts, nobody else."),
        ),
        tell_noted(ObligationGardee, "depenses.obligation"),
    ),
)


# --- The upkeep of readings that a stopped worker left behind ---


GARDE: Final = timedelta(days=1)
PERDUE: Final = timedelta(minutes=30)


@planifie("depenses.reprises", toutes_les=timedelta(minutes=10))
def take_up_again_depenses(maintenant: datetime) -> None:
    """Queue again what waits without a task: a former version lost some."""
    etats = (models.EtatExtrait.EN_ATTENTE, models.EtatExtrait.EN_COURS)
    for extrait in models.Extrait.objects.filter(etat__in=etats, etat_le__lt=maintenant - PERDUE):
        if not list_vives(read_extrait, extrait_id=extrait.pk).exists():
            services.ask_lecture(extrait)
    controles = models.Extrait.objects.filter(etat=models.EtatExtrait.CONTROLE).exclude(
        fichier__etat=EtatFichier.EN_QUARANTAINE
    )
    for extrait in controles.select_related("fichier"):
        if extrait.fichier:
            services.start_lecture(extrait.fichier)
    attendus = models.Calcul.objects.filter(fait__lt=F("demande"), message="").select_related(
        "espace"
    )
    for calcul in attendus:
        if not list_vives(compute_calcul, calcul_id=calcul.pk, demande=calcul.demande).exists():
            services.ask_calcul(calcul.espace)


@planifie("depenses.orphelines", toutes_les=timedelta(days=1))
def sweep_lignes(maintenant: datetime) -> None:
    """Delete the files of lines that no row names: a task was killed before it wrote its row."""
    nommees = {
        cle.hex
        for modele in (models.Extrait, models.Calcul)
        for cle in modele.objects.values_list("cle", flat=True)
        if cle
    }
    limite = (maintenant - GARDE).timestamp()
    for chemin in services.list_fichiers_lignes():
        if chemin.stem not in nommees and chemin.stat().st_mtime < limite:
            chemin.unlink(missing_ok=True)


# --- What a person leaves: her corrections and the files she sent ---


def erase_marches(utilisateur: Utilisateur) -> None:
    """Delete what her trial spaces hold, and the files themselves."""
    lus = models.FichierMarches.objects.filter(espace__proprietaire=utilisateur)
    gestes = models.Geste.objects.filter(espace__proprietaire=utilisateur)
    fichiers = [ligne.fichier for ligne in lus]
    preuves = [geste.fichier for geste in gestes if geste.fichier]
    lus.delete()
    gestes.delete()
    for fichier in {fichier.pk: fichier for fichier in (*fichiers, *preuves)}.values():
        delete_fichier(fichier)


_OUTIL_MARCHES: Final = Outil(
    code="marches",
    titre="Mes marchés",
    vue="marches:liste",
    ordre=10,
    description="Vos marchés publiés et ceux de vos fichiers, à corriger et à compléter.",
    avancement=read_avancement_marches,
    pourquoi="Vos taux disent alors ce que vous faites, pas seulement ce qui a été publié.",
    gestes=(
        Vocabulaire(
            "marches",
            "Mes marchés",
            {
                "correction": "a corrigé des marchés",
                "annulation": "a annulé une correction",
                "complements": "a complété des marchés par un fichier",
                "fichier": "a déposé un fichier de marchés",
                "retrait": "a retiré un fichier de marchés",
                "abime": "a trouvé vos fichiers de marchés abîmés sur le disque",
                "suite": "a fait suivre corrections et discussions dans des données nouvelles",
                "rattachement": "a rattaché ce qui avait perdu son marché",
                "abandon": "a laissé de côté ce qui avait perdu son marché",
                "decision": "a dit si deux publications sont un même marché",
                "decision_reprise": "est revenu sur une décision entre deux publications",
            },
        ),
    ),
    modeles=(
        Modele(models.Fonds, gestes=Dispense("It only counts what the gestures on lines change.")),
        Modele(
            models.FichierMarches,
            gestes=("marches.fichier", "marches.complements", "marches.retrait"),
            export="marches.fichiers",
            detache=("auteur",),
            donne=tell_champs("envoye_le", nom="fichier__nom"),
        ),
        Modele(
            models.Geste,
            gestes=("marches.correction", "marches.complements"),
            export="marches.corrections",
            detache=("auteur",),
            donne=tell_champs("fait_le", "justification", marches="nb_marches"),
        ),
        tell_noted(
            models.Correction, "marches.correction marches.annulation", detache=("annulee_par",)
        ),
        Modele(
            models.ExportMarches,
            gestes=Dispense("A copy of what anybody reads in the space, for a week."),
            export="marches.exports",
            detache=("auteur",),
            donne=tell_champs("demande_le", forme="classeur"),
        ),
        tell_noted(
            models.DecisionPublications,
            "marches.decision marches.decision_reprise",
            detache=("auteur", "retiree_par"),
        ),
    ),
    donnees=(
        Part(
            "marches",
            efface=erase_marches,
            reste="Les corrections et les fichiers de marchés donnés à une organisation y "
            "restent, sans votre nom : ce sont ses données.",
        ),
    ),
)


# --- The upkeep of files of contracts ---


_INUTILE: Final = timedelta(days=30)


@planifie("marches.reprises", toutes_les=timedelta(minutes=10))
def take_up_again_marches(maintenant: datetime) -> int:
    """Queue again the files under way that have no task."""
    return take_up_lost()


@planifie("marches.relectures", toutes_les=timedelta(days=1))
def repair_again(maintenant: datetime) -> None:
    """Queue again the repairs of private stores that failed."""
    for numero in models.Fonds.objects.exclude(abime_le=None).values_list("pk", flat=True):
        ensure(repair_prive, numero=numero)


@planifie("marches.exports", toutes_les=timedelta(days=1))
def drop_old_exports(maintenant: datetime) -> None:
    """Delete the tables written aside once they are over a week old."""
    drop_anciens(maintenant)


@planifie("marches.lus", toutes_les=timedelta(days=1))
def drop_unused_readings(maintenant: datetime) -> None:
    """Delete the cached readings of spaces that nobody has visited lately."""
    drop_unused(settings.MARCHES_LUS, (maintenant - _INUTILE).timestamp())


_OUTIL_REPARATION: Final = Outil(
    code="reparation",
    titre="Fiche de réparation",
    vue="reparation:fiche",
    ordre=80,
    description="Ce qui manque ou ce qui est faux dans vos données publiées, l’effet sur vos "
    "taux, et de quoi le faire corriger.",
    avancement=read_avancement_reparation,
    pourquoi="Mieux publiées, vos données donnent des taux plus sûrs, pour tous ceux qui les "
    "lisent.",
    gestes=(
        Vocabulaire(
            "reparation",
            "Fiche de réparation",
            {"examen": "a demandé l’examen des données publiées"},
        ),
    ),
    modeles=(
        Modele(models.Examen, hors_espace="It only holds what anybody reads in public data."),
    ),
)


OUTILS: Final = (_OUTIL_CHIFFRES, _OUTIL_DEPENSES, _OUTIL_MARCHES, _OUTIL_REPARATION)


# --- What it offers, and the files that its rows name ---


FICHIERS_NOMMES: Final = (entrepot.list_prives_nommes, services.list_nommees)
ENTREES: Final = (
    pages.Entree("Méthodes de calcul", "chiffres:methodes", 20, sous="obligations:sources"),
)
PAGES: Final = (
    lambda: [pages.PagePubliee(reverse(f"chiffres:{vue}")) for vue in ("methodes", "loi")],
)
