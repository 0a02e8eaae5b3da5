"""Addresses of the moderation; included by those of `registre`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.registre.moderation.views import fiches, file, publiques, requetes

urlpatterns: Final[list[URLPattern]] = [
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
        requetes.revendication,
        name="moderation_revendication",
    ),
    path("moderation/signalements/<int:pk>/", requetes.signalement, name="moderation_signalement"),
    path("moderation/recenser/", fiches.recenser, name="recenser"),
    path("moderation/doublons/", fiches.doublons, name="doublons"),
    path("moderation/doublons/<int:une>/<int:autre>/", fiches.fusionner_fiches, name="fusionner"),
    path("moderation/liens/", fiches.liens_morts, name="liens"),
    path("moderation/fiches/<int:numero>/retirer/", fiches.retirer_fiche, name="retirer"),
]
