"""Addresses of `socle`."""

from typing import Final

from django.urls import path

from spaser.site.socle import apercu
from spaser.site.socle.courriels import abonnements, envoi

urls_courriels: Final = [
    path("arreter/<str:signe>/", abonnements.arreter_abonnement, name="arreter"),
    path("reprendre/<str:signe>/", abonnements.reprendre_abonnement, name="reprendre"),
]


urls_socle: Final = [
    path("demo/courriels/", envoi.show_courriels, name="courriels"),
    path("demo/courriels/<slug:numero>/", envoi.show_courriel, name="courriel"),
    path("apercu/<str:jeton>.png", apercu.image_apercu, name="apercu"),
]
