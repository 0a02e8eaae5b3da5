"""Addresses of `portail`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.portail import machines, views
from spaser.web.portail.sante import sante

app_name: Final = "portail"
urlpatterns: list[URLPattern] = [
    path("", views.accueil, name="accueil"),
    path("plan-du-site/", views.plan, name="plan"),
    path("mentions-legales/", views.mentions, name="mentions"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees_personnelles"),
    path("conditions/", views.conditions, name="conditions"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("sante", sante, name="sante"),
    path(".well-known/security.txt", machines.securite, name="securite"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.plan_xml, name="plan_xml"),
]
