"""Addresses of `marches`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.marches.corrections import views as corrections
from spaser.web.marches.exports import views as exports
from spaser.web.marches.fichiers import views as fichiers
from spaser.web.marches.liste import views as liste
from spaser.web.marches.origines import origines
from spaser.web.marches.suite import views as suite

_RACINE: Final = "espace/<siren:siren>/marches/"

app_name: Final = "marches"
urlpatterns: list[URLPattern] = [
    path(_RACINE, liste.liste, name="liste"),
    path(f"{_RACINE}export.<classeur:classeur>", liste.export, name="export"),
    path(f"{_RACINE}exports/", exports.exports, name="exports"),
    path(f"{_RACINE}exports/preparer/", exports.preparer, name="preparer"),
    path(f"{_RACINE}exports/<int:pk>/", exports.telecharger, name="telecharger"),
    path(f"{_RACINE}corriger/", corrections.corriger, name="corriger"),
    path(f"{_RACINE}corrections/", corrections.corrections, name="corrections"),
    path(f"{_RACINE}corrections/<int:pk>/annuler/", corrections.annuler, name="annuler"),
    path(f"{_RACINE}corrections/<int:pk>/preuve/", corrections.preuve, name="preuve"),
    path(f"{_RACINE}a-regler/", suite.a_regler, name="a_regler"),
    path(f"{_RACINE}a-regler/decider/", suite.decider, name="decider"),
    path(f"{_RACINE}a-regler/decisions/<int:pk>/revenir/", suite.revenir, name="revenir"),
    path(f"{_RACINE}a-regler/corrections/<int:pk>/", suite.rattacher, name="rattacher"),
    path(
        f"{_RACINE}a-regler/discussions/<int:pk>/",
        suite.rattacher_discussion,
        name="rattacher_discussion",
    ),
    path(f"{_RACINE}fichiers/", fichiers.fichiers, name="fichiers"),
    path(f"{_RACINE}fichiers/envoyer/", fichiers.envoyer, name="envoyer"),
    path(f"{_RACINE}fichiers/<int:pk>/", fichiers.fichier, name="fichier"),
    path(f"{_RACINE}fichiers/<int:pk>/colonnes/", fichiers.colonnes, name="colonnes"),
    path(f"{_RACINE}fichiers/<int:pk>/annuler/", fichiers.annuler_lecture, name="annuler_lecture"),
    path(f"{_RACINE}fichiers/<int:pk>/relancer/", fichiers.relancer, name="relancer"),
    path(f"{_RACINE}fichiers/<int:pk>/retirer/", fichiers.retirer, name="retirer"),
    path(f"{_RACINE}<int:cle>/", corrections.marche, name="marche"),
    path(f"{_RACINE}<int:cle>/origines/", origines, name="origines"),
    path(f"{_RACINE}<int:cle>/corriger/", corrections.corriger_un, name="corriger_un"),
]
