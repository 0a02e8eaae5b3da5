"""Addresses of `chiffres`."""

from typing import Final

from django.urls import path

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


urls_depenses: Final = [
    path("", extraits.accueil_depenses, name="accueil"),
    path("deposer/", extraits.deposer_extraits, name="deposer"),
    path("etat.json", extraits.etat, name="etat"),
    path("recalculer/", extraits.recalculer, name="recalculer"),
    path("effacer/", extraits.effacer, name="effacer"),
    path("fichiers/<uuid:cle>/colonnes/", extraits.colonnes_extrait, name="colonnes"),
    path("fichiers/<uuid:cle>/relire/", extraits.relire_extrait, name="relire"),
    path("fichiers/<uuid:cle>/arreter/", extraits.arreter_lecture, name="arreter"),
    path("fournisseurs/", fournisseurs, name="fournisseurs"),
    path("fournisseurs/<int:pk>/oublier/", oublier, name="oublier"),
    path("compte/", compte, name="compte"),
    path("compte/reclasser/", reclasser, name="reclasser"),
    path("compte/<int:pk>/retablir/", retablir_regle, name="retablir"),
    path("resultats/", resultats.resultats, name="resultats"),
    path("resultats/export/", resultats.depenses_export, name="resultats_export"),
    path("lignes/", resultats.lignes, name="lignes"),
    path("lignes/export/", resultats.lignes_export, name="lignes_export"),
    path("a-corriger/", resultats.rapport, name="rapport"),
    path("a-corriger/export/", resultats.rapport_export, name="rapport_export"),
    path("obligation/", obligation, name="obligation"),
    path("obligation/conclure/", conclure, name="conclure"),
]


urls_marches: Final = [
    path("", views.mes_marches, name="liste"),
    path("export.<classeur:classeur>", views.mes_marches_export, name="export"),
    path("exports/", views.exports, name="exports"),
    path("exports/preparer/", views.preparer_export, name="preparer"),
    path("exports/<int:pk>/", views.telecharger, name="telecharger"),
    path("corriger/", corrections.corriger_marches, name="corriger"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:pk>/annuler/", corrections.annuler_correction, name="annuler"),
    path("corrections/<int:pk>/preuve/", corrections.preuve_correction, name="preuve"),
    path("a-regler/", suite.a_regler, name="a_regler"),
    path("a-regler/decider/", suite.decider, name="decider"),
    path("a-regler/decisions/<int:pk>/revenir/", suite.revenir_decision, name="revenir"),
    path("a-regler/corrections/<int:pk>/", suite.rattacher, name="rattacher"),
    path("a-regler/discussions/<int:pk>/", suite.rattacher_discussion, name="rattacher_discussion"),
    path("fichiers/", views.fichiers, name="fichiers"),
    path("fichiers/envoyer/", views.envoyer, name="envoyer"),
    path("fichiers/<int:pk>/", views.fichier, name="fichier"),
    path("fichiers/<int:pk>/colonnes/", views.colonnes_marches, name="colonnes"),
    path("fichiers/<int:pk>/annuler/", views.annuler_lecture, name="annuler_lecture"),
    path("fichiers/<int:pk>/relancer/", views.relancer, name="relancer"),
    path("fichiers/<int:pk>/retirer/", views.retirer_fichier, name="retirer"),
    path("<int:cle>/", corrections.marche, name="marche"),
    path("<int:cle>/origines/", views.origines, name="origines"),
    path("<int:cle>/corriger/", corrections.corriger_un, name="corriger_un"),
]


urls_reparation: Final = [
    path("", views_reparation.fiche_reparation, name="fiche"),
    path("examiner/", views_reparation.examiner, name="examiner"),
    path("marches/", views_reparation.marches, name="marches"),
    path("marches.<classeur:classeur>", views_reparation.marches_export, name="marches_export"),
    path("lettre/", views_reparation.lettre, name="lettre"),
    path("lettre.txt", views_reparation.lettre_texte, name="lettre_texte"),
    path("lettre.<slug:extension>", views_reparation.lettre_document, name="lettre_document"),
    path("fichier-repare.json", views_reparation.fichier_repare, name="fichier"),
]
