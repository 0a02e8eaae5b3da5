"""Addresses of `questionnaires`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.questionnaires.views import equipe, publiques

_EQUIPE: Final = "equipe/"
_UN: Final = f"{_EQUIPE}<int:pk>/"

app_name: Final = "questionnaires"
urlpatterns: list[URLPattern] = [
    path("", publiques.liste, name="liste"),
    path(_EQUIPE, equipe.tableau, name="tableau"),
    path(_UN, equipe.suivi, name="suivi"),
    path(f"{_UN}modifier/", equipe.modifier, name="modifier"),
    path(f"{_UN}apercu/", equipe.apercu, name="apercu"),
    path(f"{_UN}avancer/", equipe.avancer, name="avancer"),
    path(f"{_UN}inviter/", equipe.inviter, name="inviter"),
    path(f"{_UN}resultats/", equipe.resultats, name="resultats_equipe"),
    path(f"{_UN}resultats.<classeur:classeur>", equipe.resultats_export, name="resultats_export"),
    path(f"{_UN}commentaires/", equipe.commentaires, name="commentaires"),
    path(f"{_EQUIPE}commentaires/<uuid:numero>/", equipe.commentaire, name="commentaire"),
    path("<slug:code>/", publiques.repondre, name="repondre"),
    path("<slug:code>/merci/", publiques.merci, name="merci"),
    path("<slug:code>/resultats/", publiques.resultats, name="resultats"),
    path(
        "<slug:code>/invitation/<str:secret>/",
        publiques.repondre_invitation,
        name="repondre_invitation",
    ),
]
