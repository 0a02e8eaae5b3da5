"""Campaigns and answers for tests."""

from datetime import date

from spaser.regles.autodiagnostic import load_questionnaire
from spaser.site.diagnostic.campagnes import services
from spaser.site.diagnostic.campagnes.services import freeze, open_campagne
from tests.site.organisations.fabrique import SIREN_VAL

RACINE = f"/espace/{SIREN_VAL}/diagnostic/"
CODES = [question.code for question in load_questionnaire().questions]


def make_campagne(organisation, auteur, titre="Point de départ", **champs):
    champs = {"jour": date(2026, 11, 24), "nominative": True} | champs
    return open_campagne(organisation.espace, titre, auteur=auteur, **champs)


def all_at(niveau, **autres):
    return dict.fromkeys(CODES, niveau) | {k.replace("_", "-"): v for k, v in autres.items()}


def type_all(campagne, *feuilles):
    """Type sheets in, one a group."""
    for rang, reponses in enumerate(feuilles, start=1):
        services.type_papier(campagne, f"Groupe {rang}", reponses, campagne.auteur)


def make_figee(organisation, auteur, reponses, **champs):
    campagne = make_campagne(organisation, auteur, **champs)
    type_all(campagne, reponses)
    return freeze(organisation.espace, campagne, auteur)
