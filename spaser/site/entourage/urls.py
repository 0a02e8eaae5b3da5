"""Addresses of `entourage`."""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

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

_D_UN_GROUPE: Final = [
    path("", views_groupes.page_groupe, name="groupe"),
    path("modifier/", views_groupes.modifier_groupe, name="modifier"),
    path("geste/", views_groupes.geste_groupe, name="geste"),
    path("membres/", views_groupes.page_membres, name="membres"),
    path("questions/", views_groupes.page_questions, name="questions"),
    path("calendrier/", views_groupes.page_calendrier, name="calendrier"),
    path("calendrier/ajouter/", views_groupes.reunion_groupe, name="reunion_ajouter"),
    path("calendrier/<int:numero>/", views_groupes.reunion_groupe, name="reunion"),
    path("taches/", views_groupes.page_taches, name="taches"),
    path("taches/ajouter/", views_groupes.tache_groupe, name="tache_ajouter"),
    path("taches/<int:numero>/", views_groupes.tache_groupe, name="tache"),
    path("documents/", views_groupes.page_documents, name="documents"),
    path("publier/", views_groupes.publier_billet, name="publier"),
    path("articles/<int:numero>/", views_groupes.page_billet, name="billet"),
    path("articles/<int:numero>/modifier/", views_groupes.modifier_billet, name="billet_modifier"),
    path("articles/<int:numero>/fichier/", views_groupes.fichier_billet, name="fichier"),
    path("photos/<int:numero>/", views_groupes.photo_billet, name="photo"),
]
_CALENDRIER: Final = "mon-calendrier/<str:signature>/agenda.ics"
urls_groupes: Final[list[URLPattern | URLResolver]] = [
    path("", views_groupes.liste_groupes, name="liste"),
    path("ouvrir/", views_groupes.ouvrir_groupe, name="ouvrir"),
    path(_CALENDRIER, views_groupes.mon_calendrier, name="mon_calendrier"),
    path("<int:pk>/", include(_D_UN_GROUPE)),
]
