"""Addresses of `editorial`."""

from typing import Final

from django.urls import path

from spaser.site.editorial import aides, images, obligations, views

urls_appuis: Final = [
    path("aides/", aides.liste_appuis, name="liste"),
    path("glossaire/", aides.glossaire, name="glossaire"),
    path("actualites/", aides.actualites, name="actualites"),
    path("actualites/flux.xml", aides.flux_actualites, name="flux"),
]


urls_editorial: Final = [
    path("", views.accueil_editorial, name="accueil"),
    path("images/", images.images, name="images"),
    path("images/<int:pk>/", images.image, name="image"),
    path("images/<int:pk>/retirer/", images.retirer_image, name="retirer_image"),
    path("texte/<int:pk>/", views.lire_texte, name="texte"),
    path("texte/<int:pk>/apercu/", views.apercu_texte, name="apercu"),
    path("<slug:genre>/", views.lister_genre, name="genre"),
    path("<slug:genre>/nouveau/", views.nouveau_texte, name="nouveau"),
    path("<slug:genre>/<slug:code>/", views.lire_un, name="un"),
    path("<slug:genre>/<slug:code>/modifier/", views.modifier_texte, name="modifier"),
]


urls_obligations: Final = [
    path("", obligations.liste_obligations, name="liste"),
    path("calendrier.ics", obligations.agenda_obligations, name="agenda"),
    path("sources/", obligations.sources, name="sources"),
    path("sources/<slug:code>/", obligations.source, name="source"),
    path("a-relire/", obligations.a_relire, name="a_relire"),
    path("a-relire/<slug:code>/", obligations.relire_fait, name="relire"),
]
