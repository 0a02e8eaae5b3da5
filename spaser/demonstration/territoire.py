"""Who buys and who sells in Val-Fictif, and what; words and figures stand in `contenus`.

Every SIREN starts with 0010, has a right control key and belongs to no organisation of this world;
every name says « (fictif) ».
"""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final, Literal

import msgspec

from spaser.contenus.lecture import read_contenu

_PREFIXE: Final = "00102"  # of firms


class Fictif(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file of the territory is made of."""


class AcheteurFictif(Fictif, frozen=True):
    code: str
    siren: str
    sirets: tuple[str, ...]
    nom: str
    poids: float  # share of the contracts of the territory
    echelle: float  # size of its contracts beside an ordinary one
    social: float  # appetite for social considerations
    environnement: float
    silence: float  # share of the answers it leaves out
    segments: tuple[str, ...]  # what it buys more than others


class AnneeFictive(Fictif, frozen=True):
    """How many contracts, and how far the policies had come: habits grow from year to year."""

    annee: int
    marches: int
    social: float = 0
    environnement: float = 0


class Possible[T](Fictif, frozen=True):
    """What may be drawn, and its share."""

    valeur: T
    part: float


class SegmentFictif(Fictif, frozen=True):
    """A kind of trade, and the account that pays it, with its words."""

    code: str
    metiers: tuple[str, ...]
    compte: str
    paye: str
    reservable: bool  # some of its contracts are for inclusive firms alone
    solidaires: bool  # such firms are in it


class Solidaire(Fictif, frozen=True):
    """A kind of inclusive firm: the end of its name, and what it may be (EI, ACI, EA…)."""

    suffixe: str
    famille: Literal["esus", "insertion", "handicap"]
    sortes: tuple[str, ...]


class Objet(Fictif, frozen=True):
    """A kind of need: its words, its CPV code and what such contracts usually hold."""

    segment: str
    libelle: str
    cpv: str
    montant: int  # usual size, euros without tax
    mois: int  # usual duration
    social: float  # how often such a contract has a social consideration, once policy is mature
    environnement: float
    ccag: str


class Considerations(Fictif, frozen=True):
    aucune: str
    reponses: tuple[Possible[tuple[str, ...]], ...]


class Esus(Fictif, frozen=True):
    titre: str
    entetes: tuple[str, ...]
    suite: tuple[str, ...]  # the same of all, after name and SIREN


class Mandats(Fictif, frozen=True):
    nom: str
    annee: int
    titre: str
    entetes: tuple[str, ...]
    autres: tuple[tuple[str, str, str, float], ...]  # no purchase, or perhaps: who, account, what
    illisible: tuple[str, ...]  # the last row, from the date on


class TerritoireFictif(Fictif, frozen=True):
    graine: str
    fin: date  # of the data
    acheteurs: tuple[AcheteurFictif, ...]
    annees: tuple[AnneeFictive, ...]
    saisons: tuple[Possible[tuple[int, int]], ...]  # days of the year when notifications crowd
    procedures: tuple[Possible[str], ...]
    segments: tuple[SegmentFictif, ...]
    lieux: tuple[str, ...]
    solidaires: tuple[Solidaire, ...]
    objets: tuple[Objet, ...]
    secteurs: tuple[str, ...]
    lots: tuple[str, ...]
    social: Considerations
    environnement: Considerations
    montants_douteux: tuple[float, ...]
    concessions: tuple[str, ...]
    esus: Esus
    mandats: Mandats
    lisez_moi: tuple[str, ...]


TERRITOIRE: Final = read_contenu("demonstration/territoire.json", TerritoireFictif)
ACHETEURS: Final = TERRITOIRE.acheteurs


def draw[T](hasard: Random, possibles: Sequence[Possible[T]]) -> T:
    return hasard.choices([un.valeur for un in possibles], [un.part for un in possibles])[0]


class TitulaireFictif(msgspec.Struct, frozen=True):
    """A holder as published: the identifier may be worth nothing."""

    type_identifiant: str
    identifiant: str
    nom: str


class FournisseurFictif(msgspec.Struct, frozen=True):
    siren: str
    siret: str
    nom: str
    segment: SegmentFictif
    famille: str = "ordinaire"
    sorte: str = ""  # EI, ACI, EA… when the family is insertion or handicap

    @property
    def titulaire(self) -> TitulaireFictif:
        return TitulaireFictif("SIRET", self.siret, self.nom)


def build_siren(prefixe: str, numero: int) -> str:
    """Return nine digits ending with the right control key."""
    racine = f"{prefixe}{numero:0{8 - len(prefixe)}d}"
    return racine + _cle(racine)


def build_siret(siren: str, etablissement: int = 1) -> str:
    racine = f"{siren}{etablissement:04d}"
    return racine + _cle(racine)


def _cle(racine: str) -> str:
    """Return the last digit that makes the Luhn sum a multiple of ten."""
    total = 0
    for rang, chiffre in enumerate(reversed(racine)):
        produit = int(chiffre) * (2 if rang % 2 == 0 else 1)
        total += produit - 9 if produit > 9 else produit  # noqa: PLR2004 - two digits added up
    return str(-total % 10)


def build_fournisseurs(hasard: Random) -> tuple[FournisseurFictif, ...]:
    lieux = TERRITOIRE.lieux
    fournisseurs: list[FournisseurFictif] = []
    for segment in TERRITOIRE.segments:
        for lieu in hasard.sample(lieux, len(lieux)):
            metier = segment.metiers[len(fournisseurs) % len(segment.metiers)]
            fournisseurs.append(_found(len(fournisseurs) + 1, f"{metier} {lieu}", segment))
        deja = len(fournisseurs)
        for rang, sorte in enumerate(TERRITOIRE.solidaires if segment.solidaires else (), 1):
            nom = f"{segment.metiers[0]} {sorte.suffixe}"
            est = sorte.sortes[deja % len(sorte.sortes)]
            fournisseurs.append(_found(deja + rang, nom, segment, sorte.famille, est))
    return tuple(fournisseurs)


def _found(
    numero: int, nom: str, segment: SegmentFictif, famille: str = "ordinaire", sorte: str = ""
) -> FournisseurFictif:
    siren = build_siren(_PREFIXE, numero)
    return FournisseurFictif(siren, build_siret(siren), f"{nom} (fictif)", segment, famille, sorte)
