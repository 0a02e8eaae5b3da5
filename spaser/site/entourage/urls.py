"""Addresses of `entourage`."""

from typing import Final

from django.urls import path

from spaser.site.entourage import pairs, views_echanges, views_groupes

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

urls_groupes: Final = [
    path("groupes/", views_groupes.liste_groupes, name="liste"),
    path("groupes/ouvrir/", views_groupes.ouvrir_groupe, name="ouvrir"),
    path(
        "groupes/mon-calendrier/<str:signature>/agenda.ics",
        views_groupes.mon_calendrier,
        name="mon_calendrier",
    ),
    path("groupes/<int:pk>/", views_groupes.page_groupe, name="groupe"),
    path("groupes/<int:pk>/modifier/", views_groupes.modifier_groupe, name="modifier"),
    path("groupes/<int:pk>/geste/", views_groupes.geste_groupe, name="geste"),
    path("groupes/<int:pk>/membres/", views_groupes.page_membres, name="membres"),
    path("groupes/<int:pk>/questions/", views_groupes.page_questions, name="questions"),
    path("groupes/<int:pk>/calendrier/", views_groupes.page_calendrier, name="calendrier"),
    path(
        "groupes/<int:pk>/calendrier/ajouter/",
        views_groupes.reunion_groupe,
        name="reunion_ajouter",
    ),
    path("groupes/<int:pk>/calendrier/<int:numero>/", views_groupes.reunion_groupe, name="reunion"),
    path("groupes/<int:pk>/taches/", views_groupes.page_taches, name="taches"),
    path("groupes/<int:pk>/taches/ajouter/", views_groupes.tache_groupe, name="tache_ajouter"),
    path("groupes/<int:pk>/taches/<int:numero>/", views_groupes.tache_groupe, name="tache"),
    path("groupes/<int:pk>/documents/", views_groupes.page_documents, name="documents"),
    path("groupes/<int:pk>/publier/", views_groupes.publier_billet, name="publier"),
    path("groupes/<int:pk>/articles/<int:numero>/", views_groupes.page_billet, name="billet"),
    path(
        "groupes/<int:pk>/articles/<int:numero>/modifier/",
        views_groupes.modifier_billet,
        name="billet_modifier",
    ),
    path(
        "groupes/<int:pk>/articles/<int:numero>/fichier/",
        views_groupes.fichier_billet,
        name="fichier",
    ),
    path("groupes/<int:pk>/photos/<int:numero>/", views_groupes.photo_billet, name="photo"),
]
