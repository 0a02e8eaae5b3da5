"""Addresses of `formation`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.formation.views import attestations, equipe, publiques

app_name: Final = "formation"
urlpatterns: list[URLPattern] = [
    path("", publiques.accueil, name="accueil"),
    path("suivi/", equipe.suivi, name="suivi"),
    path("attestation/<slug:code>/", attestations.verifier, name="verifier"),
    path("<slug:module>/", publiques.module, name="module"),
    path("<slug:module>/scorm.zip", publiques.scorm, name="scorm"),
    path("<slug:module>/attestation/", attestations.demander, name="attestation"),
    path("<slug:module>/recommencer/", publiques.recommencer, name="recommencer"),
    path("<slug:module>/<slug:lecon>/", publiques.lecon, name="lecon"),
]
