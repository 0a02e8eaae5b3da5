"""What the app `schema` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.moteur.reseau.sonde import EtatAdresse, ReponseSonde, probe
from spaser.regles.droits import Operation
from spaser.regles.publication import find_rappel
from spaser.site.comptes.donnees_personnelles import Modele, tell_noted
from spaser.site.espace.models import EditionArretee, FichierArrete
from spaser.site.organisations.outils import AttenteEquipe, Groupe, Outil, Vocabulaire
from spaser.site.schema import fichiers, models
from spaser.site.schema.publication.parutions import list_publications_attendues
from spaser.site.schema.publication.services import (
    read_a_trancher,
    remind_echeance,
    write_constat,
)
from spaser.site.socle import pages
from spaser.site.socle.taches.file import Travail, travail
from spaser.site.socle.taches.travailleur import planifie

_OUTIL_PUBLICATION: Final = Outil(
    code="publication",
    titre="Publier les résultats",
    vue="publication:publier",
    ordre=60,
    groupe=Groupe.EN_VUE,
    gestes=(
        Vocabulaire(
            "publication",
            "Publication des résultats",
            {
                "schema": "a décrit le schéma adopté",
                "textes": "a écrit dans un projet de publication",
                "proposition": "a proposé de publier des résultats",
                "renvoi": "a renvoyé un projet de publication",
                "projet": "a montré un projet de publication à tous, ou cessé de le montrer",
                "demande": "a demandé à l’équipe du programme de confirmer une publication",
                "parution": "a publié des résultats",
                "contestation": "a contesté des résultats publiés",
                "retablissement": "a rétabli des résultats contestés",
                "retrait": "a retiré des résultats contestés",
                "mise_en_ligne": "a noté la mise en ligne de résultats",
                "erratum": "a ajouté un erratum à des résultats publiés",
            },
        ),
    ),
    modeles=(
        tell_noted(models.SchemaAdopte, "publication.schema"),
        tell_noted(
            models.Publication,
            "publication.textes publication.proposition publication.renvoi publication.projet "
            "publication.demande publication.parution publication.contestation "
            "publication.retablissement publication.retrait",
        ),
        tell_noted(models.MiseEnLigne, "publication.mise_en_ligne"),
        tell_noted(models.Erratum, "publication.erratum"),
    ),
    attentes=(
        AttenteEquipe(
            "publications", "Publications à confirmer, ou contestées", "publication:liste",
            "Décider", Operation.TRANCHER_PUBLICATION, read_a_trancher, "moderation", ordre=3,
        ),
    ),
)  # fmt: skip


# --- What the scheduler runs for publications: the reminders of what is due ---


@planifie("publication.rappels", toutes_les=timedelta(days=1), d_un_bloc=True)
def run_rappels(maintenant: datetime) -> None:
    """Remind each organisation nine, three and one month before its results are due."""
    aujourdhui = timezone.localdate(maintenant)
    for schema, echeance in list_publications_attendues(aujourdhui):
        rappel = find_rappel(echeance.jour, aujourdhui, schema.rappels)
        if not rappel:
            continue
        schema.rappels = [*schema.rappels, rappel]
        schema.save(update_fields=["rappels"])
        remind_echeance(schema.espace, echeance, int(rappel.rpartition(":")[2]))


# --- Tasks of publications: whether a page of the buyer's site answers ---


PANNE: Final = ReponseSonde(EtatAdresse.INCERTAIN, "le contrôle n’a pas abouti")


def find_espace_publication(numero: int) -> int | None:
    lignes = models.MiseEnLigne.objects.filter(pk=numero)
    return lignes.values_list("publication__espace_id", flat=True).first()


def tell_page_illisible(numero: int) -> None:
    """Say that the page could not be looked at, once the task has failed for good."""
    for mise in models.MiseEnLigne.objects.filter(pk=numero):
        write_constat(mise, PANNE)


@travail(
    Travail(
        "Contrôle d’une mise en ligne",
        delai=timedelta(minutes=2),
        abandonne=tell_page_illisible,
        espace=find_espace_publication,
    )
)
def check_mise_en_ligne(numero: int) -> None:
    """Ask the page whether it is there: never the site's own network, nor what it holds."""
    mise = models.MiseEnLigne.objects.filter(pk=numero).first()
    if mise is not None:
        write_constat(mise, probe(mise.adresse))


_OUTIL_REDACTION: Final = Outil(
    code="redaction",
    titre="Mon schéma",
    vue="redaction:schema",
    ordre=10,
    groupe=Groupe.EN_VUE,
    gestes=(
        Vocabulaire(
            "schema",
            "Mon schéma",
            {
                "moment": "a dit où en est le schéma",
                "texte": "a écrit dans une rubrique",
                "rubrique": "a ajouté, renommé, déplacé ou écarté une rubrique",
                "calendrier": "a changé le calendrier",
                "gouvernance": "a changé la gouvernance",
                "charte": "a changé le logo ou les couleurs",
            },
        ),
        Vocabulaire(
            "vote",
            "Le vote",
            {
                "envoi": "a arrêté le texte à voter",
                "retour": "est revenu au travail avant le vote",
                "vote": "a noté le vote",
                "correction": "a corrigé le vote noté",
                "amendement": "a arrêté le texte amendé",
            },
        ),
    ),
    modeles=(
        tell_noted(models.Schema, "schema.moment schema.charte schema.calendrier"),
        tell_noted(models.Redaction, "schema.texte schema.rubrique"),
        tell_noted(models.TexteAncien, "schema.texte", detache=("ecrit_par",)),
        tell_noted(models.EditionSchema, "vote.envoi vote.retour vote.vote vote.amendement"),
        Modele(models.Amendement, gestes=("vote.vote",)),
        tell_noted(
            EditionArretee,
            "vote.envoi publication.proposition point_annuel.fermeture plan.edition",
        ),
        Modele(FichierArrete, gestes=("vote.envoi", "publication.parution")),
        Modele(models.Jalon, gestes=("schema.calendrier",)),
        Modele(models.Comite, gestes=("schema.gouvernance",)),
    ),
)


OUTILS: Final = (_OUTIL_PUBLICATION, _OUTIL_REDACTION)


# --- What it offers: its link, public pages, the files of an edition ---


def _list_pages() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("publication:liste"))
    for une in models.Publication.objects.publiques().select_related("espace"):
        yield pages.PagePubliee(une.get_absolute_url(), une.publiee_le)


ENTREES: Final = (
    pages.Entree("Résultats publiés", "publication:liste", 25, sous="registre:liste"),
)
PAGES: Final = (_list_pages,)
PIECES: Final = tuple(fichiers.PIECES.items())
