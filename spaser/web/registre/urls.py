"""Addresses of `registre`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.registre.depot.urls import urlpatterns as depot
from spaser.web.registre.moderation.urls import urlpatterns as moderation
from spaser.web.registre.views.carte import carte, chiffres
from spaser.web.registre.views.comparaison import comparaison
from spaser.web.registre.views.fiches import document_publie, page_fiche, versions
from spaser.web.registre.views.liste import page_registre
from spaser.web.registre.views.retour import revenir
from spaser.web.registre.views.suivi import (
    alerte,
    alerte_confirmer,
    alerte_desabonner,
    alerte_envoyee,
    flux,
)

app_name: Final = "registre"
urlpatterns = [
    *depot,
    *moderation,
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
]
