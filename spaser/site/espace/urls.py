"""Addresses of `espace`."""

from typing import Final

from django.urls import path

from spaser.site.espace import views, views_perimetre
from spaser.site.espace.discussions import (
    clore_discussion,
    commenter,
    discussions,
    lire_mentions,
    mentions,
    modifier_commentaire,
    supprimer_commentaire,
)

_ESPACE: Final = "espace/<siren:siren>/"
_COMMENTAIRE: Final = f"{_ESPACE}commentaires/<int:pk>/"

urls_commun: Final = [
    path("compte/liens/", views.liens, name="liens"),
    path("compte/liens/creer/<slug:code>/", views.creer_lien, name="creer_lien"),
    path("compte/liens/<int:pk>/renouveler/", views.renouveler_partage, name="renouveler_lien"),
    path("compte/liens/<int:pk>/retirer/", views.retirer_partage, name="retirer_lien"),
    path("programme/journal/", views.journal, name="journal"),
    path("programme/journal/export/", views.exporter_journal, name="exporter_journal"),
    path(f"{_ESPACE}discussions/", discussions, name="discussions"),
    path(f"{_ESPACE}discussions/<int:pk>/clore/", clore_discussion, name="clore_discussion"),
    path(f"{_ESPACE}commentaires/", commenter, name="commenter"),
    path(f"{_COMMENTAIRE}modifier/", modifier_commentaire, name="modifier_commentaire"),
    path(f"{_COMMENTAIRE}supprimer/", supprimer_commentaire, name="supprimer_commentaire"),
    path(f"{_ESPACE}mentions/", mentions, name="mentions"),
    path(f"{_ESPACE}mentions/lire/", lire_mentions, name="lire_mentions"),
    path(f"{_ESPACE}historique/", views.historique, name="historique"),
    path(f"{_ESPACE}historique/export/", views.exporter_historique, name="exporter_historique"),
    path(f"{_ESPACE}corbeille/", views.corbeille, name="corbeille"),
    path(f"{_ESPACE}corbeille/retablir/", views.retablir, name="retablir"),
]


_PROPOSITIONS: Final = f"{_ESPACE}propositions/"

urls_espace: Final = [
    path("suis-je-concerne/", views_perimetre.concerne, name="concerne"),
    path("programme/listes/", views_perimetre.listes, name="listes"),
    path(f"{_ESPACE}perimetre/", views_perimetre.perimetre, name="perimetre"),
    path(
        f"{_ESPACE}perimetre/modifier/",
        views_perimetre.modifier_perimetre,
        name="modifier_perimetre",
    ),
    path(_PROPOSITIONS, views_perimetre.propositions, name="propositions"),
    path(
        f"{_PROPOSITIONS}<int:pk>/", views_perimetre.decider_proposition, name="decider_proposition"
    ),
]
