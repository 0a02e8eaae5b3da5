"""Addresses of the site: one line per app."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("spaser.web.portail.urls")),
    path("", include("spaser.web.aide.urls")),
    path("recherche/", include("spaser.web.recherche.urls")),
    path("compte/", include("spaser.web.comptes.urls")),
    path("courriels/", include("spaser.web.courriels.urls")),
    path("organisations/", include("spaser.web.organisations.urls")),
    path("registre/", include("spaser.web.registre.urls")),
    path("editorial/", include("spaser.web.editorial.urls")),
    path("obligations/", include("spaser.web.obligations.urls")),
    path("", include("spaser.web.appuis.urls")),
    path("", include("spaser.web.commun.urls")),
    path("", include("spaser.web.espace.urls")),
    path("", include("spaser.web.marches.urls")),
    path("", include("spaser.web.depenses.urls")),
    path("", include("spaser.web.reparation.urls")),
    path("", include("spaser.web.chiffres.urls")),
    path("", include("spaser.web.pratiques.urls")),
    path("", include("spaser.web.diagnostic.urls")),
    path("", include("spaser.web.politiques.urls")),
    path("", include("spaser.web.acteurs.urls")),
    path("", include("spaser.web.grille.urls")),
    path("", include("spaser.web.plan.urls")),
    path("", include("spaser.web.cibles.urls")),
    path("", include("spaser.web.point_annuel.urls")),
    path("", include("spaser.web.publication.urls")),
    path("", include("spaser.web.redaction.urls")),
    path("questionnaires/", include("spaser.web.questionnaires.urls")),
    path("agenda/", include("spaser.web.agenda.urls")),
    path("faq/", include("spaser.web.faq.urls")),
    path("parcours/", include("spaser.web.parcours.urls")),
    path("", include("spaser.web.fiches.urls")),
    path("formation/", include("spaser.web.formation.urls")),
    path("considerations/", include("spaser.web.considerations.urls")),
    path("", include("spaser.web.bilan.urls")),
    path("", include("spaser.web.accueil.urls")),
    path("", include("spaser.web.libre_acces.urls")),
    path("acheteurs/", include("spaser.web.acheteurs.urls")),
    path("bureau/", include("spaser.web.bureau.urls")),
    path("", include("spaser.web.socle.urls")),
    path("", include("spaser.web.api.urls")),
]

handler400 = "spaser.web.socle.erreurs.refuse_demande"
handler403 = "spaser.web.socle.erreurs.refuse_acces"
handler404 = "spaser.web.socle.erreurs.tell_absente"
handler500 = "spaser.web.socle.erreurs.tell_panne"
