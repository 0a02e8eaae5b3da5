"""Reads the parcours: its steps, the answers they lead to, the pages of somebody's space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from spaser.metier.faq import ReponseFaq
from spaser.metier.parcours import Etape, Tiroir
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.selectors import read_contenus
from spaser.web.faq.selectors import read_faq
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.selectors import list_essais
from spaser.web.parcours.textes import PARCOURS

# The page of a space where a step is done.
TIROIRS: Final[Mapping[Tiroir, str]] = {
    Tiroir.PERIMETRE: "espace:perimetre",
    Tiroir.DIAGNOSTIC: "diagnostic:campagnes",
    Tiroir.ACTEURS: "acteurs:tableau",
    Tiroir.PLAN: "plan:plan",
    Tiroir.SCHEMA: "redaction:schema",
    Tiroir.CONTROLE: "redaction:controle",
    Tiroir.CIBLES: "cibles:cibles",
}


@dataclass(frozen=True)
class EspaceSien:
    """The space of somebody: its name, and its SIREN, which its pages bear."""

    nom: str
    siren: str


@dataclass(frozen=True)
class EtapeLue:
    """A step, the answers that it leads to, and where she does it."""

    etape: Etape
    reponses: tuple[ReponseFaq, ...]
    tiroir: str


def read_parcours(jour: date) -> tuple[Etape, ...]:
    """Return the steps to show on a day."""
    return read_contenus(PARCOURS, jour)


def read_etapes(jour: date, espace: EspaceSien | None) -> list[EtapeLue]:
    """Return the steps with all that they lead to; an answer that is gone is left out."""
    connues = {reponse.code: reponse for reponse in read_faq(jour)}
    return [
        EtapeLue(
            etape,
            tuple(connues[code] for code in etape.faq if code in connues),
            reverse(TIROIRS[etape.tiroir], args=[espace.siren]) if espace else "",
        )
        for etape in read_parcours(jour)
    ]


def find_espace_sien(personne: Utilisateur | AnonymousUser) -> EspaceSien | None:
    """Return the space of whoever is signed in: that of her organisation first, else her trial.

    Somebody of several organisations chooses on « Mon espace »: none is taken for her.
    """
    if not personne.is_authenticated:
        return None
    siennes = Appartenance.objects.actives().filter(utilisateur=personne)
    organisations = [a.organisation for a in siennes.select_related("organisation")[:2]]
    if len(organisations) == 1:
        return EspaceSien(organisations[0].nom, organisations[0].siren)
    essais = list(list_essais(personne)[:2]) if not organisations else []
    return EspaceSien(essais[0].nom, essais[0].siren) if len(essais) == 1 else None
