"""What the app `equipe` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.documents.editions import name_bilan, tell_periode
from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import Modele, Part, tell_champs
from spaser.site.equipe import models
from spaser.site.equipe.avancee_revue_editions import count_jalons
from spaser.site.equipe.revue_editions import EDITIONS, read_editions
from spaser.site.organisations.acces import allow
from spaser.site.organisations.outils import Groupe, Outil, Vocabulaire
from spaser.site.recherche.services import SourceTextes, TexteCherchable, gather_textes
from spaser.site.socle import pages
from spaser.site.socle.taches.travailleur import planifie

# --- The editions that the search finds, and where buyers stand ---


def list_textes_bilans(jour: date) -> Iterator[TexteCherchable]:
    for edition in read_editions(jour):
        yield TexteCherchable(
            code=edition.code,
            titre=name_bilan(edition),
            adresse=reverse("bilan:edition", args=[edition.code]),
            resume=edition.resume,
            corps=gather_textes(edition, "titre", "resume"),
            mots_cles=f"{tell_periode(edition)} programme Mission SPASER webinaires ateliers",
        )
    yield TexteCherchable(
        code="acheteurs-etapes",
        titre="Où en sont les acheteurs",
        adresse=reverse("bilan:acheteurs"),
        resume="Combien d’acheteurs sont à chaque jalon, par région et par nature.",
        mots_cles="avancement jalon étape parcours statistiques",
    )


SOURCE: Final = SourceTextes(
    "bilan",
    "Éditions et bilans",
    list_textes_bilans,
    rang=35,
    poids=0.8,
    generations=(EDITIONS.code,),
)


_OUTIL_BILAN: Final = Outil(
    code="programme",
    titre="Ce que nous disons au programme",
    vue="bilan:participation",
    ordre=60,
    groupe=Groupe.EQUIPE,
    description="Compter votre jalon parmi ceux des autres, demander de l’aide à l’équipe.",
    gestes=(
        Vocabulaire(
            "programme",
            "Programme",
            {
                "compte": "a accepté que le jalon de l’organisation soit compté",
                "retrait": "n’accepte plus que le jalon de l’organisation soit compté",
                "aide": "a demandé de l’aide à l’équipe du programme",
                "sans_aide": "ne demande plus d’aide à l’équipe du programme",
            },
        ),
    ),
    modeles=(
        Modele(
            models.Participation,
            gestes=(
                "programme.compte",
                "programme.retrait",
                "programme.aide",
                "programme.sans_aide",
            ),
            export="programme_participations",
            detache=("auteur",),
            donne=tell_champs("comptee", "aide", "mot", organisation="espace__nom"),
        ),
        Modele(models.CompteJalon, hors_espace="It holds numbers that name nobody."),
    ),
    donnees=(
        Part(
            "programme_participations",
            reste="Ce que vous avez dit au programme pour une organisation reste, sans votre nom.",
        ),
    ),
)


# --- What the scheduler runs for the review ---


@planifie("bilan.etapes", toutes_les=timedelta(days=1))
def count(maintenant: datetime) -> None:
    count_jalons(timezone.localdate(maintenant))


_EQUIPE: Final = "It is the programme team's, with or without a space of the buyer."


_OUTIL_BUREAU: Final = Outil(
    code="bureau",
    titre="Tableau de bord de l’équipe",
    vue="bureau:accueil",
    ordre=30,
    groupe=Groupe.SITE,
    modeles=(
        Modele(
            models.Coche,
            export="bureau.points",
            detache=("fait_par",),
            donne=tell_champs("mois", a_faire="besoin"),
            hors_espace=_EQUIPE,
        ),
        Modele(
            models.Contact,
            export="bureau.contacts",
            detache=("auteur",),
            donne=tell_champs("siren", "jour", "resultat", "note"),
            hors_espace=_EQUIPE,
        ),
    ),
    donnees=(
        Part(
            "bureau",
            reste="Les contacts que vous avez notés avec des acheteurs restent, sans votre nom.",
        ),
    ),
)


OUTILS: Final = (_OUTIL_BILAN, _OUTIL_BUREAU)


# --- What it offers: menus, public pages, kinds of text, what the search finds ---


TEXTES: Final = (SOURCE,)
GENRES: Final = (EDITIONS,)

ENTREES: Final = (
    pages.Entree("Le programme", "bilan:liste", 30, pages.Zone.RESSOURCES),
    pages.Entree(
        "Tableau de bord de l’équipe",
        "bureau:accueil",
        ordre=29,
        zone=pages.Zone.OUTILS,
        icone="fr-icon-dashboard-3-line",
        visible=allow(Operation.VOIR_PROGRAMME),
    ),
)


def _list_pages() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("bilan:liste"))
    yield pages.PagePubliee(reverse("bilan:acheteurs"))
    for edition in read_editions(timezone.localdate()):
        yield pages.PagePubliee(reverse("bilan:edition", args=[edition.code]))


PAGES: Final = (_list_pages,)
