"""Addresses of `schema`."""

from typing import Final

from django.urls import path

from spaser.site.schema.publication import views as publication
from spaser.site.schema.redaction import format_ouvert, views
from spaser.site.schema.redaction import views_suivi as suivi
from spaser.site.schema.vote import views as vote

_PUBLIER: Final = "espace/<siren:siren>/publication/"
_UNE: Final = f"{_PUBLIER}<int:pk>/"
_PUBLIQUE: Final = "publications/<siren:siren>/<int:annee>"

urls_publication: Final = [
    path("publications/", publication.liste_publications, name="liste"),
    path("publications.<slug:extension>", publication.toutes, name="toutes"),
    path(f"{_PUBLIQUE}/", publication.publique, name="publique"),
    path(f"{_PUBLIQUE}.<slug:extension>", publication.fichier_publication, name="fichier"),
    path(_PUBLIER, publication.publier, name="publier"),
    path(f"{_PUBLIER}projet.<slug:extension>", publication.projet, name="projet"),
    path(f"{_PUBLIER}mon-schema/", publication.adopte, name="adopte"),
    path(f"{_PUBLIER}echeance/", publication.echeance, name="echeance"),
    path(f"{_PUBLIER}annees/", publication.annees, name="annees"),
    path(f"{_PUBLIER}textes/", publication.textes_publication, name="textes"),
    path(f"{_PUBLIER}proposer/", publication.proposer, name="proposer"),
    path(_UNE, publication.parue, name="parue"),
    path(f"{_UNE}valider/", publication.valider, name="valider"),
    path(f"{_UNE}renvoyer/", publication.renvoyer, name="renvoyer"),
    path(f"{_UNE}montrer/", publication.montrer, name="montrer"),
    path("publications/<int:pk>/decider/", publication.trancher, name="trancher"),
    path("publications/contester/<str:jeton>/", publication.contester, name="contester"),
    path(f"{_UNE}mise-en-ligne/", publication.mettre_en_ligne, name="mettre_en_ligne"),
    path(f"{_UNE}mise-en-ligne/<int:numero>/", publication.controler, name="controler"),
    path(f"{_UNE}erratum/", publication.corriger_publication, name="corriger"),
]


_SCHEMA: Final = "schema/"
_UNE_REDACTION: Final = f"{_SCHEMA}<slug:code>/"

urls_redaction: Final = [
    path("schema.<slug:extension>", views.fichier_schema, name="fichier"),
    path("deux-pages.<slug:extension>", views.deux_pages, name="deux_pages"),
    path("schema.spaser.json", format_ouvert.format_ouvert, name="format_ouvert"),
    path("annee/", suivi.annee, name="annee"),
    path(
        "bilan/<int:annee>/point-annuel.<slug:extension>", suivi.point_annuel, name="point_annuel"
    ),
    path("kit/", suivi.kit, name="kit"),
    path("kit.<slug:extension>", suivi.kit_fichier, name="kit_fichier"),
    path(_SCHEMA, views.schema, name="schema"),
    path(f"{_SCHEMA}organiser/", views.organiser, name="organiser"),
    path(f"{_SCHEMA}ajouter/", views.ajouter_rubrique, name="ajouter"),
    path(f"{_SCHEMA}charte/", views.charte, name="charte"),
    path(f"{_SCHEMA}charte/logo", views.logo, name="logo"),
    path(f"{_SCHEMA}deposer/", format_ouvert.deposer_schema, name="deposer"),
    path(f"{_SCHEMA}calendrier.ics", suivi.agenda_jalons, name="agenda"),
    path(f"{_SCHEMA}controle/", views.controle, name="controle"),
    path(f"{_SCHEMA}controle/<slug:code>/passer/", views.passer, name="passer_point"),
    path(
        f"{_SCHEMA}controle/<slug:code>/reprendre/",
        views.reprendre_controle,
        name="reprendre_point",
    ),
    *suivi.EtapesSchema.urls(),
    *suivi.Comites.urls(),
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
    path("", vote.vote, name="vote"),
    path("envoyer/", vote.envoyer_au_vote, name="envoyer"),
    path(_UNE_EDITION, vote.vote, name="edition"),
    path(f"{_UNE_EDITION}retour/", vote.revenir_au_travail, name="retour"),
    path(f"{_UNE_EDITION}noter/", vote.noter_vote, name="noter"),
    path(f"{_UNE_EDITION}dossier.zip", vote.dossier_seance, name="dossier"),
    path(f"{_UNE_EDITION}<slug:nom>.<slug:extension>", vote.fichier_arrete, name="fichier"),
]
