"""Addresses of `editorial`, for the programme team."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.editorial import images, views

app_name: Final = "editorial"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("images/", images.images, name="images"),
    path("images/<int:pk>/", images.image, name="image"),
    path("images/<int:pk>/retirer/", images.retirer, name="retirer_image"),
    path("texte/<int:pk>/", views.lire_texte, name="texte"),
    path("texte/<int:pk>/apercu/", views.apercu, name="apercu"),
    path("<slug:genre>/", views.lister_genre, name="genre"),
    path("<slug:genre>/nouveau/", views.nouveau, name="nouveau"),
    path("<slug:genre>/<slug:code>/", views.lire_un, name="un"),
    path("<slug:genre>/<slug:code>/modifier/", views.modifier, name="modifier"),
]
