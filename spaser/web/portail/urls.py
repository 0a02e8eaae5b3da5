"""Addresses of `portail`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.portail import sante, views
from spaser.web.portail.mesures import mesures

app_name: Final = "portail"
urlpatterns: list[URLPattern] = [
    path("", views.page_accueil, name="accueil"),
    path("a-propos/", views.a_propos, name="a_propos"),
    path("ressources/", views.ressources, name="ressources"),
    path("plan-du-site/", views.plan_du_site, name="plan"),
    path("contact/", views.contact, name="contact"),
    path("mentions-legales/", views.mentions_legales, name="mentions"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees_personnelles"),
    path("conditions/", views.conditions, name="conditions"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("sante", sante.sante, name="sante"),
    path("sante/vivant", sante.vivant, name="sante_vivant"),
    path("sante/pret", sante.pret, name="sante_pret"),
    path("mesures", mesures, name="mesures"),
    path(".well-known/security.txt", views.securite, name="securite"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.plan_xml, name="plan_xml"),
]
