"""What the app `registre` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele, Part, tell_champs
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.acces import allow
from spaser.site.organisations.outils import Groupe, Outil
from spaser.site.registre import models
from spaser.site.registre.alertes import forget_alertes, send_alertes
from spaser.site.registre.depot import envoi  # noqa: F401 - it listens to the files that come
from spaser.site.registre.documents import FICHE, PAGE, check_liens, read_documents
from spaser.site.registre.liste import PASSAGES, SCHEMAS
from spaser.site.registre.moderation.requetes import ask_exactitude
from spaser.site.registre.moderation.services import remind_equipe
from spaser.site.registre.premiers_contenus import load_reference
from spaser.site.socle import pages
from spaser.site.socle.journal import record_on
from spaser.site.socle.taches.file import ensure
from spaser.site.socle.taches.travailleur import planifie

# What the register keeps of a person, erased.


def erase_registre(utilisateur: Utilisateur) -> None:
    """Drop her own drafts and pending claims; take her off what was sent."""
    siens = _depots(utilisateur)
    siens.filter(etat=models.EtatDepot.BROUILLON, organisation=None).delete()
    for depot in _depots(utilisateur):
        record_on("depot.effacement", depot)
    _depots(utilisateur).update(auteur=None, courriel="")
    models.Revendication.objects.attendent().filter(demandeur=utilisateur).delete()


def _depots(utilisateur: Utilisateur) -> QuerySet[models.Depot]:
    invite = Q(auteur=None, courriel=utilisateur.courriel)
    return models.Depot.objects.filter(Q(auteur=utilisateur) | invite)


_PUBLIQUE: Final = "A sheet is public, and outlives the space of the buyer it speaks of."
_PUBLIQUES: Final = (
    models.Fiche,
    models.FichierFiche,
    models.PageDocument,
    models.LienFiche,
    models.Provenance,
    models.RappelExactitude,
)
_DEPOT: Final = "A deposit is made with or without a space; a draft follows its organisation."
_ADRESSE: Final = "It belongs to an address that asked for it, with or without an account."

OUTILS: Final = (
    Outil(
        code="registre",
        titre="Registre des schémas",
        vue="registre:liste",
        ordre=10,
        groupe=Groupe.SITE,
        modeles=(
            Modele(
                models.Alerte,
                (),
                "alertes",
                efface=("courriel",),
                donne=tell_champs(
                    "cadence",
                    "creee_le",
                    recherche="requete",
                    confirmee=lambda alerte: alerte.confirmee_le is not None,
                ),
                hors_espace=_ADRESSE,
                ne_le="creee_le",
            ),
            Modele(models.EnvoiAlerte, hors_espace=_ADRESSE),
            *(Modele(publique, hors_espace=_PUBLIQUE) for publique in _PUBLIQUES),
            Modele(models.VersionFiche, export=PAR_LE_JOURNAL, hors_espace=_PUBLIQUE),
            Modele(
                models.Depot,
                export="registre.depots",
                detache=("auteur", "courriel"),
                donne=tell_champs("nature", "etat", "cree_le", "contenu", structure="nom"),
                hors_espace=_DEPOT,
                ne_le="cree_le",
            ),
            Modele(models.FichierDepot, hors_espace=_DEPOT),
            Modele(
                models.Relecture,
                export="registre.relectures",
                par=("auteur",),
                donne=tell_champs("sens", "texte", depot="depot__nom"),
                hors_espace=_DEPOT,
            ),
            Modele(
                models.Revendication,
                export="registre.revendications",
                par=("demandeur",),
                donne=tell_champs("siren", "message", "etat", fiche="fiche__structure"),
                hors_espace=_PUBLIQUE,
            ),
            Modele(
                models.Signalement,
                export="registre.signalements",
                detache=("courriel",),
                donne=tell_champs("message", "etat", fiche="fiche__structure"),
                hors_espace=_PUBLIQUE,
            ),
        ),
        donnees=(
            Part(
                "registre",
                efface=erase_registre,
                reste="Les fiches publiées et leurs versions restent dans le registre, sans votre "
                "nom : elles sont celles d’un acheteur public. Les avis donnés à l’équipe restent "
                "aussi, sans votre nom.",
            ),
        ),
    ),
)


# --- What the scheduler runs for the register ---


@planifie("registre.alertes", toutes_les=timedelta(hours=1))
def run_alertes(maintenant: datetime) -> None:
    forget_alertes(maintenant)
    send_alertes(maintenant)


@planifie("registre.liens", toutes_les=timedelta(days=1))
def run_liens(maintenant: datetime) -> None:
    """Let the worker check the addresses that are due: each once a month."""
    ensure(check_liens)


@planifie("registre.documents", toutes_les=timedelta(hours=1))
def run_documents(maintenant: datetime) -> None:
    ensure(read_documents)


planifie("registre.exactitude", toutes_les=timedelta(days=1), d_un_bloc=True)(ask_exactitude)
planifie("registre.rappel", toutes_les=timedelta(days=7), d_un_bloc=True)(remind_equipe)


# Nothing is kept that serves no more: forgotten drafts, addresses of guests long answered.

GARDE_BROUILLONS: Final = timedelta(days=180)
GARDE_ADRESSES: Final = timedelta(days=730)  # beyond the yearly question, with a year to spare


@planifie("registre.brouillons", toutes_les=timedelta(days=1))
def sweep_depots(maintenant: datetime) -> None:
    """Erase drafts that nobody has touched for six months, and addresses after two years."""
    oublies = models.Depot.objects.filter(
        etat__in=models.MODIFIABLES, modifie_le__lt=maintenant - GARDE_BROUILLONS
    )
    oublies.delete()
    anciens = models.Depot.objects.filter(traite_le__lt=maintenant - GARDE_ADRESSES)
    anciens.exclude(courriel="").update(courriel="")
    clos = models.Signalement.objects.filter(traitee_le__lt=maintenant - GARDE_ADRESSES)
    clos.exclude(courriel="").update(courriel="")


# --- What it offers: menus, public pages, what the search finds ---


_ENTREES: Final = (
    pages.Entree("Tous les schémas", "registre:liste", 10, pages.Zone.REGISTRE),
    pages.Entree("Carte", "registre:carte", 20, sous="registre:liste"),
    pages.Entree("Chiffres clés", "registre:chiffres", 30, sous="registre:liste"),
    pages.Entree("Schémas à lire", "registre:a_lire", 25, sous="registre:liste"),
    pages.Entree("Comparer des schémas", "registre:comparaison", 40, sous="registre:liste"),
    pages.Entree("Déposer un schéma", "registre:deposer", 50, pages.Zone.REGISTRE),
    pages.Entree("Suivre le registre", "registre:alerte", 60, sous="registre:liste"),
)


CHERCHABLES: Final = (FICHE, PAGE)
VIVES: Final = (SCHEMAS, PASSAGES)

ENTREES: Final = (
    *_ENTREES,
    pages.Entree(
        "Modération",
        "registre:moderation",
        ordre=30,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-todo-line",
        visible=allow(Operation.MODERER_DEPOT),
    ),
)


def _list_pages() -> Iterator[pages.PagePubliee]:
    yield from (pages.PagePubliee(reverse(entree.vue)) for entree in _ENTREES)
    for fiche in models.Fiche.objects.publiees().only("slug", "mise_a_jour_le"):
        yield pages.PagePubliee(fiche.get_absolute_url(), fiche.mise_a_jour_le)


PAGES: Final = (_list_pages,)
REFERENCES: Final = (("Registre des schémas", load_reference),)
