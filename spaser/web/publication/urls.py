"""Addresses of `publication`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.publication.views import ecrire, parution, publier, publiques

_ESPACE: Final = "espace/<siren:siren>/publication/"
_UNE: Final = f"{_ESPACE}<int:pk>/"
_PUBLIQUE: Final = "publications/<siren:siren>/<int:annee>"

app_name: Final = "publication"
urlpatterns: list[URLPattern] = [
    path("publications/", publiques.liste, name="liste"),
    path("publications.<slug:extension>", publiques.toutes, name="toutes"),
    path(f"{_PUBLIQUE}/", publiques.publique, name="publique"),
    path(f"{_PUBLIQUE}.<slug:extension>", publiques.fichier, name="fichier"),
    path(_ESPACE, publier.publier, name="publier"),
    path(f"{_ESPACE}projet.<slug:extension>", publier.projet, name="projet"),
    path(f"{_ESPACE}mon-schema/", ecrire.adopte, name="adopte"),
    path(f"{_ESPACE}echeance/", ecrire.echeance, name="echeance"),
    path(f"{_ESPACE}annees/", ecrire.annees, name="annees"),
    path(f"{_ESPACE}textes/", ecrire.textes, name="textes"),
    path(f"{_ESPACE}proposer/", parution.proposer, name="proposer"),
    path(_UNE, publier.parue, name="parue"),
    path(f"{_UNE}valider/", parution.valider, name="valider"),
    path(f"{_UNE}renvoyer/", parution.renvoyer, name="renvoyer"),
    path(f"{_UNE}mise-en-ligne/", parution.mettre_en_ligne, name="mettre_en_ligne"),
    path(f"{_UNE}mise-en-ligne/<int:numero>/", parution.controler, name="controler"),
    path(f"{_UNE}erratum/", parution.corriger, name="corriger"),
]
