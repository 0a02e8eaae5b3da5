"""Addresses of `schema`."""

from typing import Final

from django.urls import path

from spaser.site.schema.publication import views as views_publication
from spaser.site.schema.redaction import format_ouvert, views, views_suivi
from spaser.site.schema.vote import views as views_vote

_ESPACE_PUBLICATION: Final = "espace/<siren:siren>/publication/"
_UNE_PUBLICATION: Final = f"{_ESPACE_PUBLICATION}<int:pk>/"
_PUBLIQUE: Final = "publications/<siren:siren>/<int:annee>"

urls_publication: Final = [
    path("publications/", views_publication.liste_publications, name="liste"),
    path("publications.<slug:extension>", views_publication.toutes, name="toutes"),
    path(f"{_PUBLIQUE}/", views_publication.publique, name="publique"),
    path(f"{_PUBLIQUE}.<slug:extension>", views_publication.fichier_publication, name="fichier"),
    path(_ESPACE_PUBLICATION, views_publication.publier, name="publier"),
    path(f"{_ESPACE_PUBLICATION}projet.<slug:extension>", views_publication.projet, name="projet"),
    path(f"{_ESPACE_PUBLICATION}mon-schema/", views_publication.adopte, name="adopte"),
    path(f"{_ESPACE_PUBLICATION}echeance/", views_publication.echeance, name="echeance"),
    path(f"{_ESPACE_PUBLICATION}annees/", views_publication.annees, name="annees"),
    path(f"{_ESPACE_PUBLICATION}textes/", views_publication.textes_publication, name="textes"),
    path(f"{_ESPACE_PUBLICATION}proposer/", views_publication.proposer, name="proposer"),
    path(_UNE_PUBLICATION, views_publication.parue, name="parue"),
    path(f"{_UNE_PUBLICATION}valider/", views_publication.valider, name="valider"),
    path(f"{_UNE_PUBLICATION}renvoyer/", views_publication.renvoyer, name="renvoyer"),
    path(f"{_UNE_PUBLICATION}montrer/", views_publication.montrer, name="montrer"),
    path("publications/<int:pk>/decider/", views_publication.trancher, name="trancher"),
    path("publications/contester/<str:jeton>/", views_publication.contester, name="contester"),
    path(
        f"{_UNE_PUBLICATION}mise-en-ligne/",
        views_publication.mettre_en_ligne,
        name="mettre_en_ligne",
    ),
    path(
        f"{_UNE_PUBLICATION}mise-en-ligne/<int:numero>/",
        views_publication.controler,
        name="controler",
    ),
    path(f"{_UNE_PUBLICATION}erratum/", views_publication.corriger_publication, name="corriger"),
]


_SCHEMA: Final = "schema/"
_UNE_REDACTION: Final = f"{_SCHEMA}<slug:code>/"

urls_redaction: Final = [
    path("schema.<slug:extension>", views.fichier_schema, name="fichier"),
    path("deux-pages.<slug:extension>", views.deux_pages, name="deux_pages"),
    path("schema.spaser.json", format_ouvert.format_ouvert, name="format_ouvert"),
    path("annee/", views_suivi.annee, name="annee"),
    path(
        "bilan/<int:annee>/point-annuel.<slug:extension>",
        views_suivi.point_annuel,
        name="point_annuel",
    ),
    path("kit/", views_suivi.kit, name="kit"),
    path("kit.<slug:extension>", views_suivi.kit_fichier, name="kit_fichier"),
    path(_SCHEMA, views.schema, name="schema"),
    path(f"{_SCHEMA}organiser/", views.organiser, name="organiser"),
    path(f"{_SCHEMA}ajouter/", views.ajouter_rubrique, name="ajouter"),
    path(f"{_SCHEMA}charte/", views.charte, name="charte"),
    path(f"{_SCHEMA}charte/logo", views.logo, name="logo"),
    path(f"{_SCHEMA}deposer/", format_ouvert.deposer_schema, name="deposer"),
    path(f"{_SCHEMA}calendrier.ics", views_suivi.agenda_jalons, name="agenda"),
    path(f"{_SCHEMA}controle/", views.controle, name="controle"),
    path(f"{_SCHEMA}controle/<slug:code>/passer/", views.passer, name="passer_point"),
    path(
        f"{_SCHEMA}controle/<slug:code>/reprendre/",
        views.reprendre_controle,
        name="reprendre_point",
    ),
    *views_suivi.Jalons.urls(),
    *views_suivi.Comites.urls(),
    path(_UNE_REDACTION, views.rubrique, name="rubrique"),
    path(f"{_UNE_REDACTION}ecrire/", views.ecrire_rubrique, name="ecrire"),
    path(f"{_UNE_REDACTION}versions/", views.versions_rubrique, name="versions"),
    path(f"{_UNE_REDACTION}versions/<int:pk>/reprendre/", views.remettre, name="remettre"),
    path(f"{_UNE_REDACTION}renommer/", views.renommer, name="renommer"),
    path(f"{_UNE_REDACTION}ecarter/", views.ecarter_rubrique, name="ecarter"),
    path(f"{_UNE_REDACTION}reprendre/", views.reprendre_rubrique, name="reprendre"),
    path(f"{_UNE_REDACTION}deplacer/", views.deplacer_rubrique, name="deplacer"),
    path(f"{_UNE_REDACTION}supprimer/", views.supprimer_rubrique, name="supprimer"),
]


_UNE_EDITION: Final = "<int:pk>/"

urls_vote: Final = [
    path("", views_vote.vote, name="vote"),
    path("envoyer/", views_vote.envoyer_au_vote, name="envoyer"),
    path(_UNE_EDITION, views_vote.vote, name="edition"),
    path(f"{_UNE_EDITION}retour/", views_vote.revenir_au_travail, name="retour"),
    path(f"{_UNE_EDITION}noter/", views_vote.noter_vote, name="noter"),
    path(f"{_UNE_EDITION}dossier.zip", views_vote.dossier_seance, name="dossier"),
    path(f"{_UNE_EDITION}<slug:nom>.<slug:extension>", views_vote.fichier_arrete, name="fichier"),
]
