"""What a field of DECP v2 is, and short ways to declare one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from spaser.donnees.decp.conversion.normalisation import fold


class Genre(StrEnum):
    """How a value is written."""

    TEXTE = "texte"
    SIRET = "siret"
    IDENTIFIANT = "identifiant d’entreprise"
    CPV = "code CPV"
    LIEU = "code de lieu"
    DATE = "date"
    ENTIER = "nombre entier"
    DUREE = "durée en mois"
    MONTANT = "montant"
    TAUX = "taux"
    BOOLEEN = "oui ou non"
    LIBELLE = "libellé"
    LIBELLES = "liste de libellés"
    OBJET = "groupe de champs"
    LISTE = "liste de groupes de champs"


class Presence(StrEnum):
    """Whether a record must have the field; the official schema only knows the first."""

    OBLIGATOIRE = "obligatoire"
    CONDITIONNEL = "selon le cas"
    FACULTATIF = "facultatif"


type Qui = Literal["acheteur", "profil"]
"""Who can fix a wrong value: the buyer knows it, or the buyer profile's software writes it."""


@dataclass(frozen=True, slots=True)
class Champ:
    """One field. `champs` are those of an object, or of each element of a list.

    `enveloppe` is the key that wraps a list of labels, or each element of a list of objects.
    `valeurs` are the labels allowed in v2; `orthographes` maps folded spellings to labels, some
    of which v2 does not allow any more.
    """

    nom: str
    genre: Genre
    sens: str
    presence: Presence = Presence.OBLIGATOIRE
    qui: Qui = "acheteur"
    minimum: int | None = None
    maximum: int | None = None
    longueur: int | None = None
    valeurs: tuple[str, ...] = ()
    orthographes: Mapping[str, str] = field(default_factory=dict)
    enveloppe: str | None = None
    champs: tuple[Champ, ...] = ()
    vide_permis: bool = False  # an empty list says something
    repetable: bool = False  # a list may hold the same element twice
    futur: bool = False  # a day yet to come is plausible


def orthographes(*labels: str, **alias: str) -> dict[str, str]:
    """Map folded spellings to labels; the words of an alias are joined by _."""
    formes = {fold(label): label for label in labels}
    return formes | {forme.replace("_", " "): label for forme, label in alias.items()}


def uniques(table: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of a table of spellings."""
    return tuple(dict.fromkeys(table.values()))


def champ_date(nom: str, sens: str, *, qui: Qui = "acheteur", futur: bool = False) -> Champ:
    """Declare a day."""
    return Champ(nom, Genre.DATE, sens, qui=qui, futur=futur)


def champ_montant(
    nom: str, sens: str, *, minimum: int = 1, presence: Presence = Presence.OBLIGATOIRE
) -> Champ:
    """Declare an amount in euros."""
    return Champ(nom, Genre.MONTANT, sens, presence, minimum=minimum)


def champ_duree(sens: str, presence: Presence = Presence.OBLIGATOIRE) -> Champ:
    """Declare a duration in months."""
    return Champ("dureeMois", Genre.DUREE, sens, presence, minimum=1)


def champ_numero(sens: str) -> Champ:
    """Declare the number of an act or of a modification."""
    return Champ("id", Genre.ENTIER, sens, qui="profil", minimum=1)


def champ_libelle(nom: str, sens: str, valeurs: tuple[str, ...], table: Mapping[str, str]) -> Champ:
    """Declare a field that takes one label."""
    return Champ(nom, Genre.LIBELLE, sens, valeurs=valeurs, orthographes=table)


def champ_libelles(
    nom: str, enveloppe: str, sens: str, valeurs: tuple[str, ...], table: Mapping[str, str]
) -> Champ:
    """Declare a field that takes several labels, wrapped under a key."""
    return Champ(
        nom, Genre.LIBELLES, sens, valeurs=valeurs, orthographes=table, enveloppe=enveloppe
    )


def champ_liste(
    nom: str,
    enveloppe: str,
    sens: str,
    champs: tuple[Champ, ...],
    presence: Presence = Presence.OBLIGATOIRE,
) -> Champ:
    """Declare a list of objects, each wrapped under a key."""
    return Champ(nom, Genre.LISTE, sens, presence, enveloppe=enveloppe, champs=champs)
