"""Reads who helps, the glossary and the news, as the programme team has edited them."""

from __future__ import annotations

from datetime import date

from spaser.metier.actualites import Actualite, list_parues
from spaser.metier.appuis import Appui
from spaser.metier.glossaire import Terme
from spaser.web.appuis.textes import ACTUALITES, APPUIS, GLOSSAIRE
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.selectors import read_contenus
from spaser.web.organisations.models import EtatAppartenance
from spaser.web.organisations.selectors import list_appartenances, list_essais


def read_appuis(jour: date) -> tuple[Appui, ...]:
    return read_contenus(APPUIS, jour)


def read_glossaire(jour: date) -> tuple[Terme, ...]:
    return read_contenus(GLOSSAIRE, jour)


def read_actualites(jour: date) -> tuple[Actualite, ...]:
    return list_parues(read_contenus(ACTUALITES, jour), jour)


def find_region(utilisateur: Utilisateur) -> str:
    """Return the region of this person's organisation, else of her trial, if one has any."""
    actives = list_appartenances(utilisateur).filter(etat=EtatAppartenance.ACTIVE)
    siennes = actives.exclude(organisation__code_region="")
    code = siennes.values_list("organisation__code_region", flat=True).first()
    essais = list_essais(utilisateur).exclude(code_region="")
    return code or essais.values_list("code_region", flat=True).first() or ""
