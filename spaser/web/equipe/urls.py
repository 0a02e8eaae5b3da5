"""Addresses of `equipe`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.equipe.commencer.views import commencer, regler_outil
from spaser.web.equipe.corbeille.views import corbeille, retablir
from spaser.web.equipe.discussions.mentions import lire_mentions, mentions, regler_mentions
from spaser.web.equipe.discussions.views import (
    clore_discussion,
    commenter,
    discussions,
    modifier_commentaire,
    supprimer_commentaire,
)
from spaser.web.equipe.elus.views import elus, liens, retirer_lien, vue_partagee
from spaser.web.equipe.historique.views import exporter_historique, historique

_ESPACE: Final = "espace/<siren:siren>/"
_COMMENTAIRE: Final = f"{_ESPACE}commentaires/<int:pk>/"

app_name: Final = "equipe"
urlpatterns: list[URLPattern] = [
    path(f"{_ESPACE}commencer/", commencer, name="commencer"),
    path(f"{_ESPACE}commencer/regler/", regler_outil, name="regler_outil"),
    path(f"{_ESPACE}discussions/", discussions, name="discussions"),
    path(f"{_ESPACE}discussions/<int:pk>/clore/", clore_discussion, name="clore_discussion"),
    path(f"{_ESPACE}commentaires/", commenter, name="commenter"),
    path(f"{_COMMENTAIRE}modifier/", modifier_commentaire, name="modifier_commentaire"),
    path(f"{_COMMENTAIRE}supprimer/", supprimer_commentaire, name="supprimer_commentaire"),
    path(f"{_ESPACE}mentions/", mentions, name="mentions"),
    path(f"{_ESPACE}mentions/lire/", lire_mentions, name="lire_mentions"),
    path(f"{_ESPACE}mentions/regler/", regler_mentions, name="regler_mentions"),
    path(f"{_ESPACE}historique/", historique, name="historique"),
    path(f"{_ESPACE}historique/export/", exporter_historique, name="exporter_historique"),
    path(f"{_ESPACE}elus/", elus, name="elus"),
    path(f"{_ESPACE}elus/liens/", liens, name="liens"),
    path(f"{_ESPACE}elus/liens/<int:pk>/retirer/", retirer_lien, name="retirer_lien"),
    path("vue/<str:jeton>/", vue_partagee, name="vue_partagee"),
    path(f"{_ESPACE}corbeille/", corbeille, name="corbeille"),
    path(f"{_ESPACE}corbeille/retablir/", retablir, name="retablir"),
]
