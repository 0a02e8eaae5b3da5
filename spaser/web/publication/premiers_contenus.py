"""The demonstration's published results: those of a département, all of it fictitious."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from spaser.grandeurs import add_mois
from spaser.metier.publication.echeance import choose_annees
from spaser.web.organisations.premiers_contenus import find_departement, find_figurant
from spaser.web.publication.models import Publication
from spaser.web.publication.services.parution import PublicationRefusee, confirm, propose
from spaser.web.publication.services.preparation import save_schema_adopte, save_textes

_MOIS: Final = -3  # since the vote, as its calendar says
_FONCTION: Final = "la présidente du Département (personne fictive)"
_TEXTE: Final = (
    "Exemple fictif. Le Département publie d’où part son schéma : les marchés qui portent une "
    "considération sociale, ceux qui restent à faire, et ce qu’il vise."
)


def load_demonstration() -> None:
    """Publish the results of the département, once; without its contracts, only say when."""
    espace = find_departement()
    if espace is None or Publication.objects.filter(espace=espace).exists():
        return
    auteur = find_figurant("departement")
    aujourdhui = timezone.localdate()
    adopte_le = add_mois(aujourdhui, _MOIS)
    save_schema_adopte(espace, {"adopte_le": adopte_le, "rendu_public_le": adopte_le}, auteur)
    annees = choose_annees(aujourdhui)
    save_textes(espace, annees, {"presentation": _TEXTE}, auteur)
    try:
        publication = propose(espace, annees, auteur)
    except PublicationRefusee:  # no store of contracts at hand: a draft is what it has
        return
    confirm(publication, _FONCTION, auteur, publication.version)
