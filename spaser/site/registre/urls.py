"""Addresses of `registre`."""

from typing import Final

from django.urls import path

from spaser.site.registre import a_lire, alertes
from spaser.site.registre.depot import views as depot
from spaser.site.registre.liste import comparaison, page_registre
from spaser.site.registre.moderation import views as moderation
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
    path("deposer/", depot.page_deposer, name="deposer"),
    path("deposer/courriel/", depot.deposer_sans_compte, name="deposer_invite"),
    path("deposer/envoye/", depot.depot_envoye, name="deposer_envoye"),
    path("deposer/lien/<str:jeton>/", depot.lien, name="deposer_lien"),
    path("deposer/quitter/", depot.quitter_depot, name="deposer_quitter"),
    path("deposer/fichier/", depot.fichier_json, name="deposer_fichier"),
    path("deposer/fiche/<int:numero>/", depot.depuis, name="deposer_depuis"),
    path("depots/", depot.depots, name="depots"),
    path("depots/<uuid:pk>/", depot.suivi_depot, name="depot"),
    path("depots/<uuid:pk>/structure/", depot.etape_structure, name="depot_structure"),
    path("depots/<uuid:pk>/schema/", depot.etape_schema, name="depot_schema"),
    path("depots/<uuid:pk>/documents/", depot.documents, name="depot_documents"),
    path("depots/<uuid:pk>/fichiers/<int:numero>/", depot.document_depose, name="depot_fichier"),
    path("depots/<uuid:pk>/verification/", depot.verification, name="depot_verification"),
    path("depots/<uuid:pk>/corriger/<int:numero>/", depot.corriger_depot, name="depot_corriger"),
    path("depots/<uuid:pk>/effacer/", depot.abandonner_brouillon, name="depot_abandonner"),
    path("fiches/<int:numero>/revendiquer/", moderation.revendiquer, name="revendiquer"),
    path("fiches/<int:numero>/signaler/", moderation.signaler, name="signaler"),
    path("confirmer/<str:jeton>/", moderation.confirmer_fiche, name="confirmer"),
    path("moderation/", moderation.moderation, name="moderation"),
    path("moderation/depots/<uuid:pk>/", moderation.depot, name="moderation_depot"),
    path(
        "moderation/depots/<uuid:pk>/fichiers/<int:numero>/",
        moderation.document_en_attente,
        name="moderation_fichier",
    ),
    path(
        "moderation/revendications/<int:pk>/",
        moderation.revendication,
        name="moderation_revendication",
    ),
    path(
        "moderation/signalements/<int:pk>/", moderation.signalement, name="moderation_signalement"
    ),
    path("moderation/recenser/", moderation.recenser, name="recenser"),
    path("moderation/doublons/", moderation.doublons, name="doublons"),
    path(
        "moderation/doublons/<int:une>/<int:autre>/", moderation.fusionner_fiches, name="fusionner"
    ),
    path("moderation/liens/", moderation.liens_morts, name="liens"),
    path("moderation/fiches/<int:numero>/documents/", a_lire.documents_fiche, name="documents"),
    path("moderation/fiches/<int:numero>/retirer/", moderation.retirer_fiche, name="retirer"),
    path("", page_registre, name="liste"),
    path("a-lire/", a_lire.schemas_a_lire, name="a_lire"),
    path("a-lire/<int:numero>/", a_lire.lire_document, name="lire"),
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
