"""Addresses of `entourage`."""

from typing import Final

from django.urls import path

from spaser.site.entourage import pairs, views_echanges

urls_echanges: Final = [
    path("echanges/", views_echanges.liste_echanges, name="liste"),
    path("echanges/poser/", views_echanges.poser_echange, name="poser"),
    path("echanges/pairs/", pairs.page_pairs, name="pairs"),
    path("echanges/moderation/", views_echanges.moderation_echanges, name="moderation"),
    path("echanges/<int:pk>/", views_echanges.question_echange, name="question"),
    path("echanges/<int:pk>/faq/", views_echanges.rediger_faq, name="faq"),
    path("echanges/<int:pk>/modifier/", views_echanges.modifier_echange, name="modifier"),
    path("echanges/<int:pk>/geste/", views_echanges.agir_echange, name="geste"),
    path("echanges/<int:pk>/signaler/", views_echanges.signaler_echange, name="signaler"),
    path("echanges/<int:pk>/moderer/", views_echanges.moderer_echange, name="moderer"),
    path("espace/<siren:siren>/demander/", views_echanges.depuis_espace, name="depuis"),
    path("espace/<siren:siren>/joignable/", pairs.page_joignable, name="joignable"),
]
