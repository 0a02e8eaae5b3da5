"""Addresses of what teams share."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.commun.views.corbeille import corbeille, retablir
from spaser.web.commun.views.discussions import (
    clore_discussion,
    commenter,
    discussions,
    modifier_commentaire,
    supprimer_commentaire,
)
from spaser.web.commun.views.historique import exporter_historique, historique
from spaser.web.commun.views.journal import exporter_journal, journal
from spaser.web.commun.views.liens import creer_lien, liens, renouveler_lien, retirer_lien
from spaser.web.commun.views.mentions import lire_mentions, mentions

_ESPACE: Final = "espace/<siren:siren>/"
_COMMENTAIRE: Final = f"{_ESPACE}commentaires/<int:pk>/"

app_name: Final = "commun"
urlpatterns: list[URLPattern] = [
    path("compte/liens/", liens, name="liens"),
    path("compte/liens/creer/<slug:code>/", creer_lien, name="creer_lien"),
    path("compte/liens/<int:pk>/renouveler/", renouveler_lien, name="renouveler_lien"),
    path("compte/liens/<int:pk>/retirer/", retirer_lien, name="retirer_lien"),
    path("programme/journal/", journal, name="journal"),
    path("programme/journal/export/", exporter_journal, name="exporter_journal"),
    path(f"{_ESPACE}discussions/", discussions, name="discussions"),
    path(f"{_ESPACE}discussions/<int:pk>/clore/", clore_discussion, name="clore_discussion"),
    path(f"{_ESPACE}commentaires/", commenter, name="commenter"),
    path(f"{_COMMENTAIRE}modifier/", modifier_commentaire, name="modifier_commentaire"),
    path(f"{_COMMENTAIRE}supprimer/", supprimer_commentaire, name="supprimer_commentaire"),
    path(f"{_ESPACE}mentions/", mentions, name="mentions"),
    path(f"{_ESPACE}mentions/lire/", lire_mentions, name="lire_mentions"),
    path(f"{_ESPACE}historique/", historique, name="historique"),
    path(f"{_ESPACE}historique/export/", exporter_historique, name="exporter_historique"),
    path(f"{_ESPACE}corbeille/", corbeille, name="corbeille"),
    path(f"{_ESPACE}corbeille/retablir/", retablir, name="retablir"),
]
