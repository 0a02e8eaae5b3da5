"""Addresses of `entourage`."""

from typing import Final

from django.urls import path

from spaser.site.entourage.conseil import accompagnements, aides, bureau, recommandations

_CONSEILLERS: Final = "espace/<siren:siren>/conseillers/"
_RECOMMANDATIONS: Final = "espace/<siren:siren>/recommandations/"

urls_conseil: Final = [
    path("conseil/", bureau.bureau, name="bureau"),
    path("conseil/<int:pk>/", accompagnements.repondre, name="repondre"),
    path("aides/premier-conseil/", aides.premier, name="premier"),
    path("aides/a-completer/", aides.aides_suivies, name="aides_suivies"),
    path("aides/<slug:code>/", aides.aide, name="aide"),
    path("aides/<slug:code>/tenir/", aides.tenir, name="tenir"),
    path("espace/<siren:siren>/premier-conseil/", aides.demander, name="demander"),
    path(_CONSEILLERS, accompagnements.conseillers, name="conseillers"),
    path(f"{_CONSEILLERS}<int:pk>/", accompagnements.changer, name="changer"),
    path(f"{_CONSEILLERS}<int:pk>/point/", bureau.point, name="point"),
    path(_RECOMMANDATIONS, recommandations.recommandations, name="recommandations"),
    path(f"{_RECOMMANDATIONS}nouvelle/", recommandations.recommander, name="recommander"),
    path(f"{_RECOMMANDATIONS}<int:pk>/", recommandations.recommandation, name="recommandation"),
    path(f"{_RECOMMANDATIONS}<int:pk>/plan/", recommandations.en_action, name="en_action"),
]
