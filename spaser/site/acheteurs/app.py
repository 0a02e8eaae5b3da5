"""What the app `acheteurs` declares: tools, personal data, planned work, tasks."""

from functools import partial
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from spaser.regles.droits import INCONNUE, Operation
from spaser.site.acheteurs.elus import PARTAGE, name_vue
from spaser.site.acheteurs.models import Remarque
from spaser.site.comptes.donnees_personnelles import Modele, tell_champs, tell_noted
from spaser.site.espace.models import ReglageOutil
from spaser.site.organisations import outils
from spaser.site.organisations.acces import allow
from spaser.site.socle import pages

_OUTILS_ACCUEIL: Final = (
    outils.Outil(
        code="equipe",
        titre="L’équipe",
        vue="accueil:equipe",
        ordre=90,
        groupe=outils.Groupe.EN_VUE,
    ),
    outils.Outil(
        code="outils",
        titre="Tous les outils",
        vue="accueil:outils",
        ordre=10,
        groupe=outils.Groupe.SITE,
        gestes=(
            outils.Vocabulaire(
                "outil",
                "Choix des outils",
                {
                    "eteint": "a retiré un outil",
                    "rallume": "a remis un outil",
                },
            ),
        ),
        modeles=(tell_noted(ReglageOutil, "outil.eteint outil.rallume"),),
    ),
    outils.Outil(
        code="elus",
        titre=f"Vue pour votre {INCONNUE}",
        nomme=name_vue,
        vue="accueil:elus",
        ordre=5,
        groupe=outils.Groupe.EQUIPE,
        sous="tableau",
        description="Une page sans jargon, à lire en séance ou à partager par un lien.",
        liens=(PARTAGE,),
    ),
)


_OUTIL_ACHETEURS: Final = outils.Outil(
    code="acheteurs",
    titre="Pages publiques des acheteurs",
    vue="acheteurs:recherche",
    ordre=5,
    groupe=outils.Groupe.SITE,
    modeles=(
        Modele(
            Remarque,
            export="remarques",
            detache=("courriel",),
            donne=tell_champs("siren", "message", "etat", acheteur="nom"),
            hors_espace="It speaks of a public page, with or without a space.",
        ),
    ),
    attentes=(
        outils.AttenteEquipe(
            "remarques",
            "Remarques sur les pages publiques",
            "acheteurs:remarques",
            "Répondre",
            Operation.MODERER_DEPOT,
            partial(outils.count_requetes, Remarque),
            "questions",
            ordre=1,
        ),
    ),
)


OUTILS: Final = (*_OUTILS_ACCUEIL, _OUTIL_ACHETEURS)


# --- What it offers: menus and public pages ---


_LIBRES: Final = ("sommaire", "acteurs", "grille", "politiques")


def _is_entered(request: HttpRequest) -> bool:
    """Say whether to show « Mon espace »: a visitor of the demonstration has none."""
    return not _is_visitable(request)


def _is_visitable(request: HttpRequest) -> bool:
    return bool(settings.ESPACE_VISITABLE) and not request.user.is_authenticated


ENTREES: Final = (
    pages.Entree("Mon espace", "accueil:espaces", 60, visible=_is_entered),
    pages.Entree("Espace de démonstration", "accueil:demonstration", 55, visible=_is_visitable),
    pages.Entree("Outils en libre accès", "libre_acces:sommaire", 2, pages.Zone.METHODE),
    pages.Entree("Trouver un acheteur", "acheteurs:recherche", 10),
    pages.Entree(
        "Remarques",
        "acheteurs:remarques",
        ordre=32,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-feedback-line",
        visible=allow(Operation.MODERER_DEPOT),
    ),
)
PAGES: Final = (
    lambda: [pages.PagePubliee(reverse(f"libre_acces:{vue}")) for vue in _LIBRES],
    lambda: [pages.PagePubliee(reverse("acheteurs:recherche"))],
)
