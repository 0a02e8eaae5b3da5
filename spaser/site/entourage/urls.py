"""Addresses of `entourage`."""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from spaser.site.entourage import demandes, pairs, views_echanges, views_groupes
from spaser.site.entourage.ateliers import participation, views
from spaser.site.entourage.conseil import accompagnements, aides, bureau, recommandations

_DEMANDES: Final = "espace/<siren:siren>/demandes/"

urls_demandes: Final = [
    path(_DEMANDES, demandes.demandes_par_lien, name="demandes"),
    path(f"{_DEMANDES}demander/", demandes.demander_par_lien, name="demander"),
    path(f"{_DEMANDES}<int:pk>/", demandes.demande, name="demande"),
    path(f"{_DEMANDES}<int:pk>/fichier/", demandes.demande_fichier, name="fichier"),
    path(f"{_DEMANDES}<int:pk>/reprendre/", demandes.reprendre_reponse, name="reprendre"),
    path("demande/<str:jeton>/", demandes.repondre_par_lien, name="repondre"),
]

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
    path("espace/<siren:siren>/demander/", views_echanges.depuis_espace, name="depuis"),
    path("espace/<siren:siren>/joignable/", pairs.page_joignable, name="joignable"),
]

_CONSEILLERS: Final = "espace/<siren:siren>/conseillers/"
_RECOMMANDATIONS: Final = "espace/<siren:siren>/recommandations/"

urls_conseil: Final = [
    path("conseil/", bureau.bureau, name="bureau"),
    path("conseil/<int:pk>/", accompagnements.repondre, name="repondre"),
    path("aides/premier-conseil/", aides.premier, name="premier"),
    path("aides/a-completer/", aides.aides_suivies, name="aides_suivies"),
    path("aides/<slug:code>/", aides.aide, name="aide"),
    path("aides/<slug:code>/tenir/", aides.tenir, name="tenir"),
    path("espace/<siren:siren>/premier-conseil/", aides.demander, name="demander"),
    path(_CONSEILLERS, accompagnements.conseillers, name="conseillers"),
    path(f"{_CONSEILLERS}<int:pk>/", accompagnements.changer, name="changer"),
    path(f"{_CONSEILLERS}<int:pk>/point/", bureau.point, name="point"),
    path(_RECOMMANDATIONS, recommandations.recommandations, name="recommandations"),
    path(f"{_RECOMMANDATIONS}nouvelle/", recommandations.recommander, name="recommander"),
    path(f"{_RECOMMANDATIONS}<int:pk>/", recommandations.recommandation, name="recommandation"),
    path(f"{_RECOMMANDATIONS}<int:pk>/plan/", recommandations.en_action, name="en_action"),
]

_ATELIERS: Final = "espace/<siren:siren>/ateliers/"
_ATELIER: Final = f"{_ATELIERS}<int:pk>/"

urls_ateliers: Final = [
    path("ateliers/", participation.entrer, name="entrer"),
    path("ateliers/<str:code>/", participation.participer, name="participer"),
    path("ateliers/<str:code>/etat/", participation.etat_atelier, name="etat"),
    path(_ATELIERS, views.liste, name="liste"),
    path(f"{_ATELIERS}preparer/<slug:gabarit>/", views.preparer_atelier, name="preparer"),
    path(_ATELIER, views.page_atelier, name="atelier"),
    path(f"{_ATELIER}geste/", views.geste, name="geste"),
    path(f"{_ATELIER}ecran/", views.ecran, name="ecran"),
    path(f"{_ATELIER}suivi/", views.suivi, name="suivi"),
    path(f"{_ATELIER}etapes/<int:numero>/ligne/", views.changer_ligne, name="ligne"),
    path(f"{_ATELIER}etapes/<int:numero>/papier/", views.papier, name="papier"),
    path(f"{_ATELIER}resultats/", views.resultats_atelier, name="resultats"),
    path(f"{_ATELIER}resultats.<classeur:classeur>", views.export_atelier, name="export"),
    path(f"{_ATELIER}<slug:nom>.<slug:extension>", views.document_atelier, name="document"),
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
