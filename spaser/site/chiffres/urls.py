"""Addresses of `chiffres`."""

from __future__ import annotations

from typing import Final

from django.urls import (
    URLPattern,  # noqa: F401
    path,
)

from spaser.site.chiffres import views_reparation
from spaser.site.chiffres.depenses import extraits, resultats
from spaser.site.chiffres.depenses.obligation import conclure, obligation
from spaser.site.chiffres.depenses.services import compte, reclasser, retablir_regle
from spaser.site.chiffres.depenses.travail import fournisseurs, oublier
from spaser.site.chiffres.detail import detail, detail_export
from spaser.site.chiffres.indicateurs import (
    garder_reference,
    indicateur,
    indicateurs,
    indicateurs_export,
    loi,
    methode,
    methodes,
    reference,
    segments_export,
)
from spaser.site.chiffres.marches import corrections, suite, views
from spaser.site.chiffres.preuve import preuve_chiffre, preuve_export

_RACINE_CHIFFRES: Final = "espace/<siren:siren>/indicateurs/"

urls_chiffres: Final = [
    path("methodes/", methodes, name="methodes"),
    path("methodes/ce-que-la-loi-demande/", loi, name="loi"),
    path("methodes/<slug:code>/", methode, name="methode"),
    path(_RACINE_CHIFFRES, indicateurs, name="indicateurs"),
    path(
        f"{_RACINE_CHIFFRES}export.<classeur:classeur>",
        indicateurs_export,
        name="indicateurs_export",
    ),
    path(f"{_RACINE_CHIFFRES}detail/", detail, name="detail"),
    path(f"{_RACINE_CHIFFRES}detail.<classeur:classeur>", detail_export, name="detail_export"),
    path(f"{_RACINE_CHIFFRES}<slug:code>/", indicateur, name="indicateur"),
    path(f"{_RACINE_CHIFFRES}<slug:code>/preuve/", preuve_chiffre, name="preuve"),
    path(
        f"{_RACINE_CHIFFRES}<slug:code>/preuve.<classeur:classeur>",
        preuve_export,
        name="preuve_export",
    ),
    path(
        f"{_RACINE_CHIFFRES}<slug:code>/familles.<classeur:classeur>",
        segments_export,
        name="segments_export",
    ),
    path(f"{_RACINE_CHIFFRES}<slug:code>/garder/", garder_reference, name="garder"),
    path("espace/<siren:siren>/references/<int:pk>/", reference, name="reference"),
]


_RACINE_DEPENSES: Final = "espace/<siren:siren>/depenses/"

urls_depenses: Final = [
    path(_RACINE_DEPENSES, extraits.accueil_depenses, name="accueil"),
    path(f"{_RACINE_DEPENSES}deposer/", extraits.deposer_extraits, name="deposer"),
    path(f"{_RACINE_DEPENSES}etat.json", extraits.etat, name="etat"),
    path(f"{_RACINE_DEPENSES}recalculer/", extraits.recalculer, name="recalculer"),
    path(f"{_RACINE_DEPENSES}effacer/", extraits.effacer, name="effacer"),
    path(
        f"{_RACINE_DEPENSES}fichiers/<uuid:cle>/colonnes/",
        extraits.colonnes_extrait,
        name="colonnes",
    ),
    path(f"{_RACINE_DEPENSES}fichiers/<uuid:cle>/relire/", extraits.relire_extrait, name="relire"),
    path(
        f"{_RACINE_DEPENSES}fichiers/<uuid:cle>/arreter/", extraits.arreter_lecture, name="arreter"
    ),
    path(f"{_RACINE_DEPENSES}fournisseurs/", fournisseurs, name="fournisseurs"),
    path(f"{_RACINE_DEPENSES}fournisseurs/<int:pk>/oublier/", oublier, name="oublier"),
    path(f"{_RACINE_DEPENSES}compte/", compte, name="compte"),
    path(f"{_RACINE_DEPENSES}compte/reclasser/", reclasser, name="reclasser"),
    path(f"{_RACINE_DEPENSES}compte/<int:pk>/retablir/", retablir_regle, name="retablir"),
    path(f"{_RACINE_DEPENSES}resultats/", resultats.resultats, name="resultats"),
    path(
        f"{_RACINE_DEPENSES}resultats/export/", resultats.depenses_export, name="resultats_export"
    ),
    path(f"{_RACINE_DEPENSES}lignes/", resultats.lignes, name="lignes"),
    path(f"{_RACINE_DEPENSES}lignes/export/", resultats.lignes_export, name="lignes_export"),
    path(f"{_RACINE_DEPENSES}a-corriger/", resultats.rapport, name="rapport"),
    path(f"{_RACINE_DEPENSES}a-corriger/export/", resultats.rapport_export, name="rapport_export"),
    path(f"{_RACINE_DEPENSES}obligation/", obligation, name="obligation"),
    path(f"{_RACINE_DEPENSES}obligation/conclure/", conclure, name="conclure"),
]


_RACINE_MARCHES: Final = "espace/<siren:siren>/marches/"

urls_marches: Final = [
    path(_RACINE_MARCHES, views.mes_marches, name="liste"),
    path(f"{_RACINE_MARCHES}export.<classeur:classeur>", views.mes_marches_export, name="export"),
    path(f"{_RACINE_MARCHES}exports/", views.exports, name="exports"),
    path(f"{_RACINE_MARCHES}exports/preparer/", views.preparer_export, name="preparer"),
    path(f"{_RACINE_MARCHES}exports/<int:pk>/", views.telecharger, name="telecharger"),
    path(f"{_RACINE_MARCHES}corriger/", corrections.corriger_marches, name="corriger"),
    path(f"{_RACINE_MARCHES}corrections/", corrections.corrections, name="corrections"),
    path(
        f"{_RACINE_MARCHES}corrections/<int:pk>/annuler/",
        corrections.annuler_correction,
        name="annuler",
    ),
    path(
        f"{_RACINE_MARCHES}corrections/<int:pk>/preuve/",
        corrections.preuve_correction,
        name="preuve",
    ),
    path(f"{_RACINE_MARCHES}a-regler/", suite.a_regler, name="a_regler"),
    path(f"{_RACINE_MARCHES}a-regler/decider/", suite.decider, name="decider"),
    path(
        f"{_RACINE_MARCHES}a-regler/decisions/<int:pk>/revenir/",
        suite.revenir_decision,
        name="revenir",
    ),
    path(f"{_RACINE_MARCHES}a-regler/corrections/<int:pk>/", suite.rattacher, name="rattacher"),
    path(
        f"{_RACINE_MARCHES}a-regler/discussions/<int:pk>/",
        suite.rattacher_discussion,
        name="rattacher_discussion",
    ),
    path(f"{_RACINE_MARCHES}fichiers/", views.fichiers, name="fichiers"),
    path(f"{_RACINE_MARCHES}fichiers/envoyer/", views.envoyer, name="envoyer"),
    path(f"{_RACINE_MARCHES}fichiers/<int:pk>/", views.fichier, name="fichier"),
    path(f"{_RACINE_MARCHES}fichiers/<int:pk>/colonnes/", views.colonnes_marches, name="colonnes"),
    path(
        f"{_RACINE_MARCHES}fichiers/<int:pk>/annuler/",
        views.annuler_lecture,
        name="annuler_lecture",
    ),
    path(f"{_RACINE_MARCHES}fichiers/<int:pk>/relancer/", views.relancer, name="relancer"),
    path(f"{_RACINE_MARCHES}fichiers/<int:pk>/retirer/", views.retirer_fichier, name="retirer"),
    path(f"{_RACINE_MARCHES}<int:cle>/", corrections.marche, name="marche"),
    path(f"{_RACINE_MARCHES}<int:cle>/origines/", views.origines, name="origines"),
    path(f"{_RACINE_MARCHES}<int:cle>/corriger/", corrections.corriger_un, name="corriger_un"),
]


_RACINE_REPARATION: Final = "espace/<siren:siren>/reparation/"

urls_reparation: Final = [
    path(_RACINE_REPARATION, views_reparation.fiche_reparation, name="fiche"),
    path(f"{_RACINE_REPARATION}examiner/", views_reparation.examiner, name="examiner"),
    path(f"{_RACINE_REPARATION}marches/", views_reparation.marches, name="marches"),
    path(
        f"{_RACINE_REPARATION}marches.<classeur:classeur>",
        views_reparation.marches_export,
        name="marches_export",
    ),
    path(f"{_RACINE_REPARATION}lettre/", views_reparation.lettre, name="lettre"),
    path(f"{_RACINE_REPARATION}lettre.txt", views_reparation.lettre_texte, name="lettre_texte"),
    path(
        f"{_RACINE_REPARATION}lettre.<slug:extension>",
        views_reparation.lettre_document,
        name="lettre_document",
    ),
    path(
        f"{_RACINE_REPARATION}fichier-repare.json", views_reparation.fichier_repare, name="fichier"
    ),
]
