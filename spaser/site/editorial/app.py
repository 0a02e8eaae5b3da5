"""What the app `editorial` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from spaser.contenus.faits import load_faits
from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele, Part, tell_champs
from spaser.site.editorial import aides, genre_obligation
from spaser.site.editorial.faits import FAITS as TEXTES_LUS
from spaser.site.editorial.faits import SUJETS
from spaser.site.editorial.models import Image, Texte
from spaser.site.editorial.obligations import open_faits, read_obligations
from spaser.site.editorial.services import make_source, open_genres
from spaser.site.organisations.acces import peut
from spaser.site.organisations.outils import Groupe, Outil
from spaser.site.recherche.services import SourceTextes, TexteCherchable
from spaser.site.socle import pages

# --- Who helps, the words of the glossary and the news that the search finds ---


def _present_aides(_jour: date) -> TexteCherchable:
    return TexteCherchable(
        code="aides",
        titre="Qui peut m’aider",
        adresse=reverse("appuis:liste"),
        resume="Réseaux, guichets verts, facilitateurs, chambres, formations : ce que chacun donne "
        "dans votre région.",
        mots_cles="aide accompagnement appui gratuit réseau contact",
    )


AIDES: Final = make_source(
    aides.APPUIS,
    lambda appui: f"aide appui {appui.sorte.libelle} {appui.code.replace('-', ' ')}",
    nom="aides",
    sans="regions departements acteur",
    entete=_present_aides,
    rang=25,
)
TERMES: Final = make_source(
    aides.GLOSSAIRE,
    lambda terme: f"définition {' '.join(terme.formes)}",
    resume="definition",
    sans="formes",
    rang=45,
    poids=0.95,
)
NOUVELLES: Final = make_source(
    aides.ACTUALITES,
    lambda _actualite: "actualité",
    read=aides.read_actualites,
    rang=90,
    poids=0.6,
)


_PUBLIQUE: Final = "These texts are the same for every buyer."

OUTILS: Final = (
    Outil(
        code="editorial",
        titre="Textes du site",
        vue="editorial:accueil",
        ordre=20,
        groupe=Groupe.SITE,
        modeles=(
            Modele(
                Texte,
                export=PAR_LE_JOURNAL,
                detache=("relu_par",),
                hors_espace=_PUBLIQUE,
            ),
            Modele(
                Image,
                export=PAR_LE_JOURNAL,
                detache=("ajoutee_par",),
                hors_espace=_PUBLIQUE,
            ),
            Modele(
                Texte.redacteurs.through,
                export="textes",
                efface=("utilisateur",),
                donne=tell_champs(
                    genre="texte__genre",
                    code="texte__code",
                    texte="texte__numero",
                    titre="texte__titre",
                    etat="texte__etat",
                ),
                hors_espace=_PUBLIQUE,
            ),
        ),
        donnees=(
            Part(
                "textes",
                reste="Les textes du site que vous avez écrits restent, sans votre nom.",
            ),
        ),
    ),
)


# --- The duties of buyers and the texts cited that the search finds ---


def list_textes_obligations(jour: date) -> Iterator[TexteCherchable]:
    liste = reverse("obligations:liste")
    for obligation in read_obligations(jour):
        yield TexteCherchable(
            code=obligation.code,
            titre=obligation.titre,
            adresse=f"{liste}#{obligation.code}",
            resume=obligation.resume,
            corps=" ".join([obligation.qui, *obligation.a_faire]),
            mots_cles=" ".join(
                [
                    "obligation",
                    "loi",
                    obligation.theme.libelle,
                    *(s.libelle for s in obligation.sources),
                ]
            ),
        )


def list_textes_faits(_jour: date) -> Iterator[TexteCherchable]:
    for fait in load_faits().values():
        yield TexteCherchable(
            code=fait.code,
            titre=fait.texte,
            adresse=reverse("obligations:source", args=[fait.code]),
            resume=fait.enonce,
            corps=" ".join(fait.points.values()),
            mots_cles=f"{fait.code.replace('-', ' ')} {SUJETS[fait.sujet]}",
        )


OBLIGATIONS: Final = SourceTextes(
    "obligations",
    "Ce que dit la loi",
    list_textes_obligations,
    rang=40,
    poids=0.95,
    generations=(genre_obligation.OBLIGATIONS.code, TEXTES_LUS.code),
)
FAITS: Final = SourceTextes(
    "faits",
    "Textes et chiffres cités",
    list_textes_faits,
    rang=80,
    poids=0.6,
    generations=(TEXTES_LUS.code,),
)


# --- What it offers: menus, public pages, kinds of text, what the search finds ---


_OBLIGATIONS: Final = pages.Entree(
    "Obligations des acheteurs", "obligations:liste", 10, pages.Zone.LOI
)
_SOURCES: Final = pages.Entree(
    "Textes et chiffres cités", "obligations:sources", 20, pages.Zone.LOI
)
_AIDES: Final = (
    pages.Entree("Qui peut m’aider", "appuis:liste", 5, pages.Zone.RESSOURCES),
    pages.Entree("Glossaire", "appuis:glossaire", 30, sous="faq:page"),
    pages.Entree("Actualités", "appuis:actualites", 40, sous="bilan:liste"),
)


def _may_read_again(request: HttpRequest) -> bool:
    return request.user.is_authenticated and peut(request, Operation.RELIRE_TEXTE)


AUTOUR: Final = (open_genres, open_faits)
GENRES: Final = (genre_obligation.OBLIGATIONS, TEXTES_LUS, *aides.GENRES)
TEXTES: Final = (OBLIGATIONS, FAITS, AIDES, TERMES, NOUVELLES)

ENTREES: Final = (
    pages.Entree(
        "Textes du site",
        "editorial:accueil",
        ordre=31,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-edit-line",
        visible=_may_read_again,
    ),
    _OBLIGATIONS,
    _SOURCES,
    *_AIDES,
)

PAGES: Final = (
    lambda: [pages.PagePubliee(reverse(_OBLIGATIONS.vue))],
    lambda: [pages.PagePubliee(reverse(_SOURCES.vue))],
    lambda: [pages.PagePubliee(reverse(entree.vue)) for entree in _AIDES],
)
