"""Addresses of `registre`."""

from typing import Final

from django.urls import path

from spaser.site.registre import alertes
from spaser.site.registre.depot import views
from spaser.site.registre.liste import comparaison, page_registre
from spaser.site.registre.moderation import views as views_moderation
from spaser.site.registre.tableau import carte, chiffres
from spaser.site.registre.views import (
    document_publie,
    fiche_format,
    page_fiche,
    revenir_version,
    versions_fiche,
)

app_name: Final = "registre"
urlpatterns = [
    path("deposer/", views.page_deposer, name="deposer"),
    path("deposer/courriel/", views.deposer_sans_compte, name="deposer_invite"),
    path("deposer/envoye/", views.depot_envoye, name="deposer_envoye"),
    path("deposer/lien/<str:jeton>/", views.lien, name="deposer_lien"),
    path("deposer/quitter/", views.quitter_depot, name="deposer_quitter"),
    path("deposer/fichier/", views.fichier_json, name="deposer_fichier"),
    path("deposer/fiche/<int:numero>/", views.depuis, name="deposer_depuis"),
    path("depots/", views.depots, name="depots"),
    path("depots/<uuid:pk>/", views.suivi_depot, name="depot"),
    path("depots/<uuid:pk>/structure/", views.etape_structure, name="depot_structure"),
    path("depots/<uuid:pk>/schema/", views.etape_schema, name="depot_schema"),
    path("depots/<uuid:pk>/documents/", views.documents, name="depot_documents"),
    path("depots/<uuid:pk>/fichiers/<int:numero>/", views.document_depose, name="depot_fichier"),
    path("depots/<uuid:pk>/verification/", views.verification, name="depot_verification"),
    path("depots/<uuid:pk>/corriger/<int:numero>/", views.corriger_depot, name="depot_corriger"),
    path("depots/<uuid:pk>/effacer/", views.abandonner_brouillon, name="depot_abandonner"),
    path("fiches/<int:numero>/revendiquer/", views_moderation.revendiquer, name="revendiquer"),
    path("fiches/<int:numero>/signaler/", views_moderation.signaler, name="signaler"),
    path("confirmer/<str:jeton>/", views_moderation.confirmer_fiche, name="confirmer"),
    path("moderation/", views_moderation.moderation, name="moderation"),
    path("moderation/depots/<uuid:pk>/", views_moderation.depot, name="moderation_depot"),
    path(
        "moderation/depots/<uuid:pk>/fichiers/<int:numero>/",
        views_moderation.document_en_attente,
        name="moderation_fichier",
    ),
    path(
        "moderation/revendications/<int:pk>/",
        views_moderation.revendication,
        name="moderation_revendication",
    ),
    path(
        "moderation/signalements/<int:pk>/",
        views_moderation.signalement,
        name="moderation_signalement",
    ),
    path("moderation/recenser/", views_moderation.recenser, name="recenser"),
    path("moderation/doublons/", views_moderation.doublons, name="doublons"),
    path(
        "moderation/doublons/<int:une>/<int:autre>/",
        views_moderation.fusionner_fiches,
        name="fusionner",
    ),
    path("moderation/liens/", views_moderation.liens_morts, name="liens"),
    path("moderation/fiches/<int:numero>/retirer/", views_moderation.retirer_fiche, name="retirer"),
    path("", page_registre, name="liste"),
    path("carte/", carte, name="carte"),
    path("chiffres/", chiffres, name="chiffres"),
    path("comparaison/", comparaison, name="comparaison"),
    path("flux.atom", alertes.flux_registre, name="flux"),
    path("alerte/", alertes.alerte, name="alerte"),
    path("alerte/envoyee/", alertes.alerte_envoyee, name="alerte_envoyee"),
    path("alerte/confirmer/<str:jeton>/", alertes.alerte_confirmer, name="alerte_confirmer"),
    path("alerte/arreter/<str:signature>/", alertes.alerte_desabonner, name="alerte_desabonner"),
    path("fichiers/<int:numero>/<uuid:fichier_id>/", document_publie, name="fichier"),
    path("fiches/<int:numero>/versions/<int:version>/revenir/", revenir_version, name="revenir"),
    path("<slug:slug>-<int:numero>/", page_fiche, name="fiche"),
    path("<slug:slug>-<int:numero>/versions/", versions_fiche, name="versions"),
    path("<slug:slug>-<int:numero>/schema.spaser.json", fiche_format, name="fiche_format"),
]
