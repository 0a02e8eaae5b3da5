"""Addresses of `equipe`."""

from typing import Final

from django.urls import path

from spaser.site.equipe import revue_editions, views_bureau
from spaser.site.equipe.revue_editions import fichier_bilan

urls_bilan: Final = [
    path("bilan/", revue_editions.liste_bilans, name="liste"),
    path("bilan/acheteurs/", revue_editions.avancee_acheteurs, name="acheteurs"),
    path("bilan/<slug:code>/", revue_editions.edition, name="edition"),
    path("bilan/<slug:code>/bilan.pdf", fichier_bilan, {"suffixe": "pdf"}, name="pdf"),
    path("bilan/<slug:code>/bilan.pptx", fichier_bilan, {"suffixe": "pptx"}, name="diapositives"),
    path("espace/<siren:siren>/programme/", revue_editions.participation, name="participation"),
    path("espace/<siren:siren>/programme/accord/", revue_editions.accorder, name="accorder"),
]


urls_bureau: Final = [
    path("", views_bureau.accueil_bureau, name="accueil"),
    path("mois/", views_bureau.cocher, name="cocher"),
    path("acheteurs/", views_bureau.acheteurs_suivis, name="acheteurs"),
    path(
        "acheteurs/export.<classeur:classeur>",
        views_bureau.acheteurs_export,
        name="acheteurs_export",
    ),
    path("acheteurs/<siren:siren>/", views_bureau.acheteur_suivi, name="acheteur"),
]
