"""The figures of spend, as plain values. Euros are decimals, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

CENT = 100

type VarianteDepense = Literal["montant", "nombre", "total"]


def to_euros(centimes: int | None) -> Decimal:
    return Decimal(centimes or 0) / CENT


@dataclass(frozen=True, slots=True)
class TotalAnnee:
    """The purchases of a civil year before tax: between `bas` and `haut`, equal when all is known.

    `bas` leaves out what may not be a purchase; `haut` takes it, and takes amounts whose tax is
    unknown as if they had none.
    """

    annee: int
    bas: Decimal
    haut: Decimal
    ht_connu: Decimal  # sum of the purchases whose HT is known
    lignes: int
    lignes_sans_ht: int
    a_verifier: Decimal  # as written, HT or TTC
    lignes_a_verifier: int
    premier_jour: date | None
    dernier_jour: date | None


@dataclass(frozen=True, slots=True)
class ValeurDepense:
    """One rate of one year, in paid euros before tax or in suppliers.

    `denominateur` is what is known: yes + no. Unknowns all no give `bas`, all yes `haut`. Without
    anything known, `valeur` is None and `absence` says why, in French.
    """

    annee: int
    indicateur: str
    variante: VarianteDepense
    numerateur: Decimal
    denominateur: Decimal
    inconnu: Decimal
    n: int  # lines, or suppliers
    inconnus: int
    ecartes: int  # lines whose HT is unknown
    valeur: float | None
    bas: float | None
    haut: float | None
    absence: str | None = None


@dataclass(frozen=True, slots=True)
class PartDepense:
    """A share of the spend of a year: a family, or what known contracts cover."""

    annee: int
    libelle: str
    montant: Decimal
    lignes: int
    part: float | None


@dataclass(frozen=True, slots=True)
class FournisseurInconnu:
    """A supplier without a usable SIREN, and what it weighs."""

    nom: str
    nom_plie: str
    code_postal: str | None
    montant: Decimal
    lignes: int
    candidats: tuple[Candidat, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidat:
    """Who it may be: never applied without somebody's word."""

    siren: str
    siret: str | None
    nom: str
    raison: str
    ressemblance: float


@dataclass(frozen=True, slots=True)
class Paire:
    """Two lines that go together: a credit note and its invoice, or two look-alikes."""

    fichier: str
    ligne: int
    autre_fichier: str
    autre_ligne: int
    tiers: str | None
    montant: Decimal


@dataclass(frozen=True, slots=True)
class Avoirs:
    """The negative lines that are counted."""

    lignes: int
    montant: Decimal
    rapproches: tuple[Paire, ...]
    nb_rapproches: int
