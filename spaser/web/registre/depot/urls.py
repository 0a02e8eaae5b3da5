"""Addresses of the deposit; included by those of `registre`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.registre.depot.views import documents, entree, etapes, verification

urlpatterns: Final[list[URLPattern]] = [
    path("deposer/", entree.page_deposer, name="deposer"),
    path("deposer/courriel/", entree.deposer_sans_compte, name="deposer_invite"),
    path("deposer/envoye/", entree.depot_envoye, name="deposer_envoye"),
    path("deposer/lien/<str:jeton>/", entree.lien, name="deposer_lien"),
    path("deposer/quitter/", entree.quitter_depot, name="deposer_quitter"),
    path("deposer/fichier/", entree.fichier_json, name="deposer_fichier"),
    path("deposer/fiche/<int:numero>/", entree.depuis, name="deposer_depuis"),
    path("depots/", entree.depots, name="depots"),
    path("depots/<uuid:pk>/", verification.suivi_depot, name="depot"),
    path("depots/<uuid:pk>/structure/", etapes.structure, name="depot_structure"),
    path("depots/<uuid:pk>/schema/", etapes.schema, name="depot_schema"),
    path("depots/<uuid:pk>/documents/", documents.documents, name="depot_documents"),
    path(
        "depots/<uuid:pk>/fichiers/<int:numero>/", documents.document_depose, name="depot_fichier"
    ),
    path("depots/<uuid:pk>/verification/", verification.verification, name="depot_verification"),
    path(
        "depots/<uuid:pk>/corriger/<int:numero>/",
        verification.corriger_depot,
        name="depot_corriger",
    ),
    path("depots/<uuid:pk>/effacer/", verification.abandonner, name="depot_abandonner"),
]
