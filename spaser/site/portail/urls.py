"""Addresses of `portail`."""

from typing import Final

from django.urls import path

from spaser.site.portail import accueil_site, aide, approches, considerations, views_pratiques
from spaser.site.portail.parcours import page_etape, page_parcours
from spaser.site.portail.questions_recues import (
    donner_avis,
    page_faq,
    pdf_faq,
    poser_question,
    questions_recues,
    repondre_question,
    transformer,
)
from spaser.site.socle import sante

urls_aide: Final = [
    path("aide/", aide.sommaire, name="sommaire"),
    path("aide/<slug:code>/", aide.page_aide, name="page"),
]


urls_considerations: Final = [
    path("", considerations.liste_considerations, name="liste"),
    path("<slug:code>/", considerations.famille, name="famille"),
    path("<slug:code>.<slug:extension>", considerations.fichier_considerations, name="fichier"),
]


urls_faq: Final = [
    path("", page_faq, name="page"),
    path("foire-aux-questions.pdf", pdf_faq, name="pdf"),
    path("demander/", poser_question, name="demander"),
    path("questions/", questions_recues, name="questions_recues"),
    path("questions/<int:pk>/", repondre_question, name="repondre"),
    path("questions/<int:pk>/transformer/", transformer, name="transformer"),
    path("reponses/<slug:code>/avis/", donner_avis, name="avis"),
]


urls_fiches: Final = [
    path("fiches/", approches.liste_fiches_pratiques, name="liste"),
    path("fiches/<slug:code>.pdf", approches.pdf_fiche, name="pdf"),
    path("fiches/<slug:code>/", approches.fiche_pratique, name="fiche"),
]


urls_parcours: Final = [
    path("", page_parcours, name="page"),
    path("<slug:code>/", page_etape, name="etape"),
]


urls_portail: Final = [
    path("", accueil_site.page_accueil, name="accueil"),
    path("a-propos/", accueil_site.a_propos, name="a_propos"),
    path("ressources/", accueil_site.ressources, name="ressources"),
    path("plan-du-site/", accueil_site.plan_du_site, name="plan"),
    path("contact/", accueil_site.contact, name="contact"),
    path("mentions-legales/", accueil_site.mentions_legales, name="mentions"),
    path("donnees-personnelles/", accueil_site.donnees_personnelles, name="donnees_personnelles"),
    path("conditions/", accueil_site.conditions, name="conditions"),
    path("accessibilite/", accueil_site.accessibilite, name="accessibilite"),
    path("sante", sante.sante, name="sante"),
    path("sante/vivant", sante.vivant, name="sante_vivant"),
    path("sante/pret", sante.pret, name="sante_pret"),
    path("mesures", sante.mesures, name="mesures"),
    path(".well-known/security.txt", accueil_site.securite, name="securite"),
    path("robots.txt", accueil_site.robots, name="robots"),
    path("sitemap.xml", accueil_site.plan_xml, name="plan_xml"),
]


_PUBLIQUES: Final = "bonnes-pratiques/"
_SIENNES: Final = "espace/<siren:siren>/pratiques/"
urls_pratiques: Final = [
    path(_PUBLIQUES, views_pratiques.liste_pratiques, name="liste"),
    path(f"{_PUBLIQUES}raconter/", views_pratiques.raconter, name="raconter"),
    path(f"{_PUBLIQUES}a-relire/", views_pratiques.file, name="file"),
    path(f"{_PUBLIQUES}a-relire/<int:pk>/", views_pratiques.relire_pratique, name="relire"),
    path(f"{_PUBLIQUES}<slug:code>/", views_pratiques.page_pratique, name="fiche"),
    path(_SIENNES, views_pratiques.siennes, name="siennes"),
    path(f"{_SIENNES}nouvelle/", views_pratiques.nouvelle, name="nouvelle"),
    path(f"{_SIENNES}<int:pk>/", views_pratiques.sienne, name="sienne"),
    path(f"{_SIENNES}<int:pk>/modifier/", views_pratiques.modifier_pratique, name="modifier"),
    path(f"{_SIENNES}<int:pk>/marches/", views_pratiques.lier, name="lier"),
    path(f"{_SIENNES}<int:pk>/avancer/", views_pratiques.avancer_recit, name="avancer"),
]
