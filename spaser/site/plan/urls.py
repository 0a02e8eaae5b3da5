"""Addresses of `plan`."""

from typing import Final

from django.urls import path

from spaser.site.plan.actions import editions, relais, structure, views, views_action
from spaser.site.plan.cibles import tournee
from spaser.site.plan.cibles.heures import heures, lire_heures, releve_heures
from spaser.site.plan.cibles.views import (
    ajouter_indicateur,
    annuler_lot,
    cibles,
    cibles_export,
    collecte,
    collectes,
    fiche_classeur,
    fiche_collecte,
    fixer_cibles,
    indicateur_suivi,
    lot,
    marquer_envoyee,
    modifier_cible,
    noter,
    preparer_collecte,
    releve,
    retirer_valeur,
    retour_fiches,
    saisie_valeurs,
    tableau_cibles,
)
from spaser.site.plan.grille.tableau import tableau, tableau_export
from spaser.site.plan.grille.views import (
    Lignes,
    bibliotheque_indicateurs,
    grille,
    grille_export,
    importer_grille,
    indicateur_bibliotheque,
    liste_courte,
    papier_grille,
    retenir,
    saisie_lignes,
    suggestions_indicateurs,
    suivi_ligne,
)
from spaser.site.plan.importation import views as views_importation
from spaser.site.plan.point_annuel import views as views_point_annuel

_COLLECTE: Final = "collecte/"

urls_cibles: Final = [
    path("", cibles, name="cibles"),
    path("export.<classeur:classeur>", cibles_export, name="export"),
    path("ajouter/", ajouter_indicateur, name="ajouter"),
    path("tableau/", tableau_cibles, name="tableau"),
    path("fixer/", fixer_cibles, name="fixer"),
    path("saisie/", saisie_valeurs, name="saisie"),
    path("releve/", releve, name="releve"),
    path("lots/<uuid:lot>/", lot, name="lot"),
    path("lots/<uuid:lot>/annuler/", annuler_lot, name="annuler"),
    path("heures/", heures, name="heures"),
    path("heures/lire/", lire_heures, name="lire_heures"),
    path("heures/<int:annee>/", releve_heures, name="releve_heures"),
    path(_COLLECTE, collectes, name="collectes"),
    path(f"{_COLLECTE}preparer/", preparer_collecte, name="preparer"),
    path(f"{_COLLECTE}retour/", retour_fiches, name="retour"),
    path(f"{_COLLECTE}<int:annee>/", collecte, name="collecte"),
    path(f"{_COLLECTE}<int:annee>/demander/", tournee.demander_tournee, name="demander"),
    path(f"{_COLLECTE}<int:annee>/relancer/", tournee.relancer_pilotes, name="relancer"),
    path(f"{_COLLECTE}<int:annee>/reponses/", tournee.reponses_tournee, name="reponses"),
    path(f"{_COLLECTE}<int:annee>/<int:pk>/", fiche_collecte, name="fiche"),
    path(
        f"{_COLLECTE}<int:annee>/<int:pk>/fiche.<classeur:classeur>",
        fiche_classeur,
        name="fiche_classeur",
    ),
    path(f"{_COLLECTE}<int:annee>/<int:pk>/envoyee/", marquer_envoyee, name="envoyee"),
    path("<slug:cle>/", indicateur_suivi, name="indicateur"),
    path("<slug:cle>/modifier/", modifier_cible, name="modifier"),
    path("<slug:cle>/noter/", noter, name="noter"),
    path("<slug:cle>/valeurs/<int:pk>/retirer/", retirer_valeur, name="retirer"),
]


_CHIFFRES: Final = "espace/<siren:siren>/chiffres/"
_RACINE_GRILLE: Final = "espace/<siren:siren>/grille/"

urls_grille: Final = [
    path("indicateurs/", bibliotheque_indicateurs, name="indicateurs"),
    path("indicateurs/<slug:code>/", indicateur_bibliotheque, name="indicateur"),
    path(_CHIFFRES, tableau, name="tableau"),
    path(f"{_CHIFFRES}export.<classeur:classeur>", tableau_export, name="tableau_export"),
    path(_RACINE_GRILLE, grille, name="grille"),
    path(f"{_RACINE_GRILLE}papier/", papier_grille, name="papier"),
    path(f"{_RACINE_GRILLE}export.<classeur:classeur>", grille_export, name="export"),
    path(f"{_RACINE_GRILLE}importer/", importer_grille, name="importer"),
    *Lignes.urls(),
    path(f"{_RACINE_GRILLE}saisie/", saisie_lignes, name="saisie"),
    path(f"{_RACINE_GRILLE}suggestions/", suggestions_indicateurs, name="suggestions"),
    path(f"{_RACINE_GRILLE}liste-courte/", liste_courte, name="liste_courte"),
    path(f"{_RACINE_GRILLE}<int:pk>/retenir/", retenir, name="retenir"),
    path(f"{_RACINE_GRILLE}<int:pk>/suivi/", suivi_ligne, name="suivi"),
]


_RACINE_PLAN: Final = "espace/<siren:siren>/plan/"
_ACTION: Final = f"{_RACINE_PLAN}<int:pk>/"

urls_plan: Final = [
    path("actions/", structure.actions, name="actions"),
    path("actions/<slug:code>/", structure.action_type, name="action_type"),
    path(_RACINE_PLAN, views.plan, name="plan"),
    path(f"{_RACINE_PLAN}export.<classeur:classeur>", views.plan_export, name="export"),
    path(f"{_RACINE_PLAN}pilotes/", views.pilotes, name="pilotes"),
    path(f"{_RACINE_PLAN}calendrier/", views.calendrier, name="calendrier"),
    path(f"{_RACINE_PLAN}instance/", views.instance, name="instance"),
    path(f"{_RACINE_PLAN}changements/", views.changements, name="changements"),
    path(f"{_RACINE_PLAN}bibliotheque/", structure.bibliotheque, name="bibliotheque"),
    path(f"{_RACINE_PLAN}bibliotheque/prendre/", structure.prendre, name="prendre"),
    path(f"{_RACINE_PLAN}propositions/", relais.actions_proposees, name="propositions"),
    path(f"{_RACINE_PLAN}importer/", views_importation.importer_plan, name="importer"),
    path(
        f"{_RACINE_PLAN}importer/<int:pk>/", views_importation.verifier_import, name="importation"
    ),
    path(
        f"{_RACINE_PLAN}importer/<int:pk>/annuler/",
        views_importation.annuler_import,
        name="importation_annuler",
    ),
    path(
        f"{_RACINE_PLAN}importer/<int:pk>/abandonner/",
        views_importation.abandonner_import,
        name="importation_abandonner",
    ),
    path(f"{_RACINE_PLAN}editions/", editions.editions, name="editions"),
    path(f"{_RACINE_PLAN}editions/arreter/", editions.arreter_edition, name="arreter"),
    path(f"{_RACINE_PLAN}editions/<int:pk>/", editions.edition_plan, name="edition"),
    path(f"{_RACINE_PLAN}relais/", relais.relais, name="relais"),
    path(
        f"{_RACINE_PLAN}relais/<int:pk>.<slug:extension>",
        relais.relais_document,
        name="relais_document",
    ),
    path(f"{_RACINE_PLAN}axes/", structure.structure, name="structure"),
    path(f"{_RACINE_PLAN}dates/", structure.reglage, name="reglage"),
    path(f"{_RACINE_PLAN}axes/placer/", structure.placer_axes, name="placer_axes"),
    *views_action.ActionsPlan.urls(),
    *structure.Axes.urls(),
    *structure.Objectifs.urls(),
    path(_ACTION, views_action.action, name="action"),
    path(f"{_ACTION}ligne/", views.ligne, name="ligne"),
    path(f"{_ACTION}etapes/", views_action.etapes, name="etapes"),
    path(
        f"{_ACTION}contributeurs/", views_action.contributeur_ajouter, name="contributeur_ajouter"
    ),
    path(f"{_ACTION}preuves/", views_action.preuve_ajouter, name="preuve_ajouter"),
    path(f"{_ACTION}deplacer/", views_action.deplacer_action, name="deplacer"),
    path(f"{_RACINE_PLAN}etapes/<int:pk>/", views_action.etape_faite, name="etape_faite"),
    path(
        f"{_RACINE_PLAN}contributeurs/<int:pk>/",
        views_action.contributeur_retirer,
        name="contributeur_retirer",
    ),
    path(f"{_RACINE_PLAN}preuves/<int:pk>/", views_action.preuve_retirer, name="preuve_retirer"),
    path(
        f"{_RACINE_PLAN}preuves/<int:pk>/fichier/",
        views_action.preuve_fichier,
        name="preuve_fichier",
    ),
    path(f"{_ACTION}liens/", views_action.lien_ajouter, name="lien_ajouter"),
    path("plan/tournee/<str:jeton>/", tournee.pilote, name="tournee"),
    path("plan/partenaire/<str:jeton>/", views_action.partenaire, name="partenaire"),
]


_UN: Final = "<int:annee>/"

urls_point_annuel: Final = [
    path("", views_point_annuel.points_annuels, name="points"),
    path(_UN, views_point_annuel.point, name="point"),
    path(f"{_UN}textes/", views_point_annuel.textes_point, name="textes"),
    path(f"{_UN}clore/", views_point_annuel.clore, name="clore"),
    path(f"{_UN}erratum/", views_point_annuel.erratum, name="erratum"),
]
