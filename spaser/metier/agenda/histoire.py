"""The events that took place before this site, as the programme tells them."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.agenda.evenements import NatureEvenement


class DocumentDonne(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    titre: str
    adresse: str


class EvenementPasse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event of which the day is known, not the hour; `parrains` are bodies."""

    code: str
    titre: str
    nature: NatureEvenement
    jour: date
    edition: str
    resume: str
    texte: str
    source: str
    parrains: tuple[str, ...] = ()
    materiels: tuple[DocumentDonne, ...] = ()
    replay: str = ""
    replay_ailleurs: str = ""  # where it is kept, for those who may see it


@cache
def load_histoire() -> tuple[EvenementPasse, ...]:
    return read_contenu("agenda/evenements.json", tuple[EvenementPasse, ...])
