"""Addresses of `organisations`."""

from typing import Final

from django.urls import URLPattern, path

from spaser.site.organisations import (
    identite,  # noqa: F401
    views_espace,
    views_membres,
)

app_name: Final = "organisations"
urlpatterns: list[URLPattern] = [
    path("", views_espace.mes_organisations, name="mes_organisations"),
    path("rejoindre/", views_membres.rejoindre, name="rejoindre"),
    path("rejoindre/suggestions/", views_membres.suggestions_organisations, name="suggestions"),
    path(
        "rejoindre/<siren:siren>/",
        views_membres.rejoindre_organisation,
        name="rejoindre_organisation",
    ),
    path("mes-demandes/<int:pk>/retirer/", views_espace.retirer_demande, name="retirer_demande"),
    path("propositions/<int:pk>/", views_espace.repondre_proposition, name="repondre_proposition"),
    path("essais/ouvrir/", views_espace.ouvrir_essai, name="ouvrir_essai"),
    path("essais/<int:pk>/fermer/", views_espace.fermer_essai, name="fermer_essai"),
    path("essais/<int:pk>/", views_espace.essai, name="essai"),
    path("essais/<int:pk>/collegue/", views_espace.inviter_collegue, name="inviter_collegue"),
    path(
        "essais/<int:pk>/collegue/retirer/", views_espace.retirer_collegue, name="retirer_collegue"
    ),
    path("essais/invitation/<str:jeton>/", views_espace.rejoindre_essai, name="rejoindre_essai"),
    path("invitations/<str:jeton>/", views_membres.invitation, name="invitation"),
    path("programme/", views_espace.programme, name="programme"),
    path("programme/demandes/", views_espace.programme_demandes, name="programme_demandes"),
    path("programme/equipe/", views_espace.programme_equipe, name="programme_equipe"),
    path("programme/equipe/<int:pk>/retirer/", views_espace.retirer_role, name="retirer_role"),
    path("programme/travaux/", views_espace.programme_travaux, name="programme_travaux"),
    path(
        "programme/travaux/<uuid:pk>/relancer/",
        views_espace.relancer_travail,
        name="relancer_travail",
    ),
    path("programme/courriels/", views_espace.programme_courriels, name="programme_courriels"),
    path(
        "programme/courriels/<uuid:pk>/renvoyer/",
        views_espace.renvoyer_courriel,
        name="renvoyer_courriel",
    ),
    path(
        "programme/<siren:siren>/",
        views_espace.programme_organisation,
        name="programme_organisation",
    ),
    path("<siren:siren>/", views_espace.organisation, name="organisation"),
    path("<siren:siren>/modifier/", views_espace.modifier_organisation, name="modifier"),
    path(
        "<siren:siren>/second-facteur/", views_espace.exiger_second_facteur, name="second_facteur"
    ),
    path("<siren:siren>/membres/", views_membres.membres, name="membres"),
    path("<siren:siren>/membres/<int:pk>/", views_membres.membre, name="membre"),
    path("<siren:siren>/quitter/", views_membres.quitter, name="quitter"),
    path("<siren:siren>/passer-la-main/", views_membres.passer_la_main, name="passer_la_main"),
    path("<siren:siren>/invitations/", views_membres.invitations, name="invitations"),
    path(
        "<siren:siren>/invitations/<int:pk>/renvoyer/",
        views_membres.renvoyer_invitation,
        name="renvoyer_invitation",
    ),
    path(
        "<siren:siren>/invitations/<int:pk>/annuler/",
        views_membres.annuler_invitation,
        name="annuler_invitation",
    ),
    path("<siren:siren>/demandes/", views_membres.demandes, name="demandes"),
    path("<siren:siren>/demandes/<int:pk>/", views_membres.demande, name="demande"),
]
