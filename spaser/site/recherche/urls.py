"""Addresses of `recherche`."""

from typing import Final

from django.urls import path

from spaser.site.recherche import reponses

app_name: Final = "recherche"
urlpatterns = [
    path("", reponses.page_recherche, name="page"),
    path("propositions/", reponses.propositions_recherche, name="propositions"),
]
