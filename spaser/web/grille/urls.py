"""Addresses of `grille`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.grille.views.bibliotheque import indicateur, indicateurs
from spaser.web.grille.views.grille import export, grille, papier
from spaser.web.grille.views.importer import importer
from spaser.web.grille.views.lignes import ajouter, modifier, saisie, suggestions, supprimer
from spaser.web.grille.views.liste_courte import liste_courte, retenir, suivi
from spaser.web.grille.views.tableau import tableau, tableau_export

_CHIFFRES: Final = "espace/<siren:siren>/chiffres/"
_RACINE: Final = "espace/<siren:siren>/grille/"

app_name: Final = "grille"
urlpatterns: list[URLPattern] = [
    path("indicateurs/", indicateurs, name="indicateurs"),
    path("indicateurs/<slug:code>/", indicateur, name="indicateur"),
    path(_CHIFFRES, tableau, name="tableau"),
    path(f"{_CHIFFRES}export.<classeur:classeur>", tableau_export, name="tableau_export"),
    path(_RACINE, grille, name="grille"),
    path(f"{_RACINE}papier/", papier, name="papier"),
    path(f"{_RACINE}export.<classeur:classeur>", export, name="export"),
    path(f"{_RACINE}importer/", importer, name="importer"),
    path(f"{_RACINE}ajouter/", ajouter, name="ajouter"),
    path(f"{_RACINE}saisie/", saisie, name="saisie"),
    path(f"{_RACINE}suggestions/", suggestions, name="suggestions"),
    path(f"{_RACINE}liste-courte/", liste_courte, name="liste_courte"),
    path(f"{_RACINE}<int:pk>/", modifier, name="modifier"),
    path(f"{_RACINE}<int:pk>/retirer/", supprimer, name="supprimer"),
    path(f"{_RACINE}<int:pk>/retenir/", retenir, name="retenir"),
    path(f"{_RACINE}<int:pk>/suivi/", suivi, name="suivi"),
]
