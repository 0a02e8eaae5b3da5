"""Addresses of `registre`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.registre.depot.views import entree, etapes
from spaser.web.registre.moderation.views import fiches, file, publiques
from spaser.web.registre.views.carte import carte, chiffres
from spaser.web.registre.views.fiches import (
    document_publie,
    fiche_format,
    page_fiche,
    revenir,
    versions,
)
from spaser.web.registre.views.liste import comparaison, page_registre
from spaser.web.registre.views.suivi import (
    alerte,
    alerte_confirmer,
    alerte_desabonner,
    alerte_envoyee,
    flux,
)

app_name: Final = "registre"
urlpatterns = [
    path("deposer/", entree.page_deposer, name="deposer"),
    path("deposer/courriel/", entree.deposer_sans_compte, name="deposer_invite"),
    path("deposer/envoye/", entree.depot_envoye, name="deposer_envoye"),
    path("deposer/lien/<str:jeton>/", entree.lien, name="deposer_lien"),
    path("deposer/quitter/", entree.quitter_depot, name="deposer_quitter"),
    path("deposer/fichier/", entree.fichier_json, name="deposer_fichier"),
    path("deposer/fiche/<int:numero>/", entree.depuis, name="deposer_depuis"),
    path("depots/", entree.depots, name="depots"),
    path("depots/<uuid:pk>/", etapes.suivi_depot, name="depot"),
    path("depots/<uuid:pk>/structure/", etapes.structure, name="depot_structure"),
    path("depots/<uuid:pk>/schema/", etapes.schema, name="depot_schema"),
    path("depots/<uuid:pk>/documents/", etapes.documents, name="depot_documents"),
    path("depots/<uuid:pk>/fichiers/<int:numero>/", etapes.document_depose, name="depot_fichier"),
    path("depots/<uuid:pk>/verification/", etapes.verification, name="depot_verification"),
    path(
        "depots/<uuid:pk>/corriger/<int:numero>/",
        etapes.corriger_depot,
        name="depot_corriger",
    ),
    path("depots/<uuid:pk>/effacer/", etapes.abandonner, name="depot_abandonner"),
    path("fiches/<int:numero>/revendiquer/", publiques.revendiquer, name="revendiquer"),
    path("fiches/<int:numero>/signaler/", publiques.signaler, name="signaler"),
    path("confirmer/<str:jeton>/", publiques.confirmer, name="confirmer"),
    path("moderation/", file.moderation, name="moderation"),
    path("moderation/depots/<uuid:pk>/", file.depot, name="moderation_depot"),
    path(
        "moderation/depots/<uuid:pk>/fichiers/<int:numero>/",
        file.document_en_attente,
        name="moderation_fichier",
    ),
    path(
        "moderation/revendications/<int:pk>/",
        file.revendication,
        name="moderation_revendication",
    ),
    path("moderation/signalements/<int:pk>/", file.signalement, name="moderation_signalement"),
    path("moderation/recenser/", fiches.recenser, name="recenser"),
    path("moderation/doublons/", fiches.doublons, name="doublons"),
    path("moderation/doublons/<int:une>/<int:autre>/", fiches.fusionner_fiches, name="fusionner"),
    path("moderation/liens/", fiches.liens_morts, name="liens"),
    path("moderation/fiches/<int:numero>/retirer/", fiches.retirer_fiche, name="retirer"),
    path("", page_registre, name="liste"),
    path("carte/", carte, name="carte"),
    path("chiffres/", chiffres, name="chiffres"),
    path("comparaison/", comparaison, name="comparaison"),
    path("flux.atom", flux, name="flux"),
    path("alerte/", alerte, name="alerte"),
    path("alerte/envoyee/", alerte_envoyee, name="alerte_envoyee"),
    path("alerte/confirmer/<str:jeton>/", alerte_confirmer, name="alerte_confirmer"),
    path("alerte/arreter/<str:signature>/", alerte_desabonner, name="alerte_desabonner"),
    path("fichiers/<int:numero>/<uuid:fichier_id>/", document_publie, name="fichier"),
    path("fiches/<int:numero>/versions/<int:version>/revenir/", revenir, name="revenir"),
    path("<slug:slug>-<int:numero>/", page_fiche, name="fiche"),
    path("<slug:slug>-<int:numero>/versions/", versions, name="versions"),
    path("<slug:slug>-<int:numero>/schema.spaser.json", fiche_format, name="fiche_format"),
]
