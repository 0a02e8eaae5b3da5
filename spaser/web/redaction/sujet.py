"""Whose scheme is composed: a space, or a SIREN of which only published figures are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from spaser.documents.document import Bloc
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.chiffres.situation import Situation, read_publiee, read_situation
from spaser.web.diagnostic.approche import find_choix
from spaser.web.organisations.identite import Identite, describe_espace
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class Sujet:
    """A buyer, its situation on a day; without a space, nothing but published figures."""

    identite: Identite
    situation: Situation
    jour: date
    espace: Espace | None = None
    approche: Approche | None = None

    @property
    def siren(self) -> str:
        """Return its number."""
        return self.identite.siren


@dataclass(frozen=True)
class Manque:
    """What a heading misses, in a sentence; `bouton` and `adresse` mend it in a space."""

    texte: str
    bouton: str = ""
    adresse: str = ""


@dataclass(frozen=True)
class Remplissage:
    """What a heading holds by itself, and what it misses."""

    blocs: tuple[Bloc, ...] = ()
    manques: tuple[Manque, ...] = ()


def read_sujet(espace: Espace) -> Sujet:
    """Return the buyer of a space, with all that the space knows."""
    choix = find_choix(espace)
    return Sujet(
        identite=describe_espace(espace),
        situation=read_situation(espace),
        jour=timezone.localdate(),
        espace=espace,
        approche=Approche(choix.approche) if choix else None,
    )


def read_sujet_public(identite: Identite) -> Sujet:
    """Return a buyer by what anybody may know of it."""
    return Sujet(identite, read_publiee(identite.siren), timezone.localdate())
