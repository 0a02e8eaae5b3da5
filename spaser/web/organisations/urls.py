"""Addresses of `organisations`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.organisations import convertisseurs  # noqa: F401 - registers <siren:…>
from spaser.web.organisations.views import (
    boite,
    demandes,
    essai,
    invitations,
    membres,
    organisation,
    personne,
    programme,
    rejoindre,
    travaux,
)

app_name: Final = "organisations"
urlpatterns: list[URLPattern] = [
    path("", personne.mes_organisations, name="mes_organisations"),
    path("rejoindre/", rejoindre.rejoindre, name="rejoindre"),
    path("rejoindre/suggestions/", rejoindre.suggestions, name="suggestions"),
    path(
        "rejoindre/<siren:siren>/", rejoindre.rejoindre_organisation, name="rejoindre_organisation"
    ),
    path("mes-demandes/<int:pk>/retirer/", personne.retirer_demande, name="retirer_demande"),
    path("propositions/<int:pk>/", personne.repondre_proposition, name="repondre_proposition"),
    path("essais/ouvrir/", personne.ouvrir_essai, name="ouvrir_essai"),
    path("essais/<int:pk>/fermer/", personne.fermer_essai, name="fermer_essai"),
    path("essais/<int:pk>/", essai.essai, name="essai"),
    path("essais/<int:pk>/collegue/", essai.inviter_collegue, name="inviter_collegue"),
    path("essais/<int:pk>/collegue/retirer/", essai.retirer_collegue, name="retirer_collegue"),
    path("essais/invitation/<str:jeton>/", essai.rejoindre_essai, name="rejoindre_essai"),
    path("invitations/<str:jeton>/", invitations.invitation, name="invitation"),
    path("programme/", programme.programme, name="programme"),
    path("programme/demandes/", programme.programme_demandes, name="programme_demandes"),
    path("programme/equipe/", programme.programme_equipe, name="programme_equipe"),
    path("programme/equipe/<int:pk>/retirer/", programme.retirer_role, name="retirer_role"),
    path("programme/travaux/", travaux.programme_travaux, name="programme_travaux"),
    path(
        "programme/travaux/<uuid:pk>/relancer/", travaux.relancer_travail, name="relancer_travail"
    ),
    path("programme/courriels/", boite.programme_courriels, name="programme_courriels"),
    path(
        "programme/courriels/<uuid:pk>/renvoyer/", boite.renvoyer_courriel, name="renvoyer_courriel"
    ),
    path(
        "programme/<siren:siren>/", programme.programme_organisation, name="programme_organisation"
    ),
    path("<siren:siren>/", organisation.organisation, name="organisation"),
    path("<siren:siren>/modifier/", organisation.modifier, name="modifier"),
    path("<siren:siren>/second-facteur/", organisation.second_facteur, name="second_facteur"),
    path("<siren:siren>/membres/", membres.membres, name="membres"),
    path("<siren:siren>/membres/<int:pk>/", membres.membre, name="membre"),
    path("<siren:siren>/quitter/", membres.quitter, name="quitter"),
    path("<siren:siren>/passer-la-main/", membres.passer_la_main, name="passer_la_main"),
    path("<siren:siren>/invitations/", invitations.invitations, name="invitations"),
    path(
        "<siren:siren>/invitations/<int:pk>/renvoyer/",
        invitations.renvoyer_invitation,
        name="renvoyer_invitation",
    ),
    path(
        "<siren:siren>/invitations/<int:pk>/annuler/",
        invitations.annuler_invitation,
        name="annuler_invitation",
    ),
    path("<siren:siren>/demandes/", demandes.demandes, name="demandes"),
    path("<siren:siren>/demandes/<int:pk>/", demandes.demande, name="demande"),
]
