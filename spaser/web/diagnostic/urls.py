"""Addresses of `diagnostic`."""

from __future__ import annotations

from functools import partial
from typing import Final

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from spaser.web.diagnostic.campagnes.views.accord import accords, regler
from spaser.web.diagnostic.campagnes.views.campagne import (
    campagne,
    campagnes,
    effacer_nom,
    figer,
    inviter,
    ouvrir_campagne,
    renouveler_lien,
    retirer_lien,
    saisir_papier,
    supprimer_campagne,
)
from spaser.web.diagnostic.campagnes.views.repondre import merci, repondre, repondre_lien
from spaser.web.diagnostic.campagnes.views.reprise import garder, reprendre
from spaser.web.diagnostic.campagnes.views.resultat import (
    evolution,
    resultat_campagne,
    resultat_export,
)
from spaser.web.diagnostic.views import publiques
from spaser.web.diagnostic.views.approche import approche, choisir_approche

_RACINE: Final = "espace/<siren:siren>/diagnostic/"
_UNE: Final = f"{_RACINE}<int:pk>/"
_APPROCHE: Final = "espace/<siren:siren>/approche/"

# Former addresses: published links must last.
_follow: Final = partial(RedirectView.as_view, permanent=True, query_string=True)

_PUBLIQUES: Final[list[URLPattern]] = [
    path("diagnostic/", publiques.accueil, name="accueil"),
    path("diagnostic/questions/", publiques.questions, name="questions"),
    path("diagnostic/resultat/", publiques.resultat, name="resultat"),
    path("diagnostic/resultat.csv", publiques.tableur, name="csv"),
    path("diagnostic/resultat.<slug:extension>", publiques.export, name="export"),
    path("diagnostic/garder/", garder, name="garder"),
    path("diagnostic/papier/", publiques.papier, name="papier"),
    path("diagnostic/repondre/merci/", merci, name="merci"),
    path("diagnostic/repondre/<str:jeton>/", repondre_lien, name="repondre_lien"),
    path(
        "approches/",
        _follow(pattern_name="fiches:fiche"),
        {"code": "grandes-approches"},
        name="anciennes_approches",
    ),
    path("approches/choisir/", _follow(pattern_name="diagnostic:choisir"), name="anciens_choix"),
    path("fiches/grandes-approches/choisir/", publiques.choisir, name="choisir"),
]
_DE_L_ESPACE: Final[list[URLPattern]] = [
    path(_RACINE, campagnes, name="campagnes"),
    path(f"{_RACINE}ouvrir/", ouvrir_campagne, name="ouvrir_campagne"),
    path(f"{_RACINE}reprendre/", reprendre, name="reprendre"),
    path(f"{_RACINE}evolution/", evolution, name="evolution"),
    path(_UNE, campagne, name="campagne"),
    path(f"{_UNE}repondre/", repondre, name="repondre"),
    path(f"{_UNE}inviter/", inviter, name="inviter"),
    path(f"{_UNE}liens/<int:numero>/nouveau/", renouveler_lien, name="renouveler_lien"),
    path(f"{_UNE}liens/<int:numero>/retirer/", retirer_lien, name="retirer_lien"),
    path(f"{_UNE}noms/<int:numero>/effacer/", effacer_nom, name="effacer_nom"),
    path(f"{_UNE}papier/", saisir_papier, name="saisir_papier"),
    path(f"{_UNE}accords/", accords, name="accords"),
    path(f"{_UNE}accords/<slug:question>/", regler, name="regler"),
    path(f"{_UNE}figer/", figer, name="figer"),
    path(f"{_UNE}supprimer/", supprimer_campagne, name="supprimer_campagne"),
    path(f"{_UNE}resultat/", resultat_campagne, name="resultat_campagne"),
    path(f"{_UNE}resultat.<slug:extension>", resultat_export, name="resultat_export"),
    path(_APPROCHE, approche, name="approche"),
    path(f"{_APPROCHE}choisir/", choisir_approche, name="choisir_approche"),
]

app_name: Final = "diagnostic"
urlpatterns: Final = [*_PUBLIQUES, *_DE_L_ESPACE]
