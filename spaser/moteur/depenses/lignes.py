"""The typed lines of spend, as they are kept on disk. Amounts are whole cents.

The amount before tax is read, computed from the VAT of the line, or bounded. Never guessed.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final, NamedTuple, get_args, get_type_hints

import pyarrow as pa

from spaser.contenus.faits import read_decompte
from spaser.moteur.depenses.colonnes import NatureMontant
from spaser.moteur.depenses.modele import EtatLigne


class SortLigne(NamedTuple):
    etat: EtatLigne
    motif: str | None = None


class Fournisseur(NamedTuple):
    nom: str | None
    plie: str
    siren: str | None
    siret: str | None
    code_postal: str | None


class LigneExtrait(NamedTuple):
    """A line of an extract; `bas` and `haut` bound its HT, and are equal when it is known."""

    fichier: str
    feuille: str | None
    ligne: int
    etat: EtatLigne
    motif: str | None
    etat_compte: EtatLigne | None  # what the account alone would say
    motif_compte: str | None
    annee: int | None
    exercice: int | None
    jour: date | None
    tiers: str | None
    tiers_plie: str
    siren: str | None
    siret: str | None
    code_postal: str | None
    objet: str | None
    compte: str | None
    famille: str | None
    marche: str | None
    piece: str | None
    cpv: str | None
    lu: int  # the amount that was read: HT, or else TTC; 0 when unreadable
    ht: int | None
    ttc: int | None
    bas: int
    haut: int
    empreinte: int  # of the whole row, as written


_TYPES: Final = {str: pa.string(), EtatLigne: pa.string(), date: pa.date32(), int: pa.int64()}
_COURTS: Final = {"ligne": pa.int32(), "annee": pa.int16(), "exercice": pa.int16()}
SCHEMA: Final = pa.schema(
    # An optional field is told by its first type: every column may be empty.
    (nom, _COURTS.get(nom) or _TYPES[(get_args(genre) or (genre,))[0]])
    for nom, genre in get_type_hints(LigneExtrait).items()
)

_TOLERANCE: Final = 2  # cents: roundings of a line of invoice


class MontantsSaisis(NamedTuple):
    """The amounts of a row, in cents; `simple` does not say whether it holds the tax."""

    ht: int | None
    ttc: int | None
    tva: int | None
    taux: Decimal | None
    simple: int | None


class Montant(NamedTuple):
    """What they give. `alerte` is the reason to look at the line."""

    lu: int
    ht: int | None
    ttc: int | None
    bas: int
    haut: int
    alerte: str | None


def conclude_montant(saisie: MontantsSaisis, nature: NatureMontant | None) -> Montant | None:
    """Return the amount of a line; None when the row has none."""
    ht, ttc, simple = saisie.ht, saisie.ttc, saisie.simple
    if nature == "ht" and ht is None:
        ht, simple = simple, None
    elif nature == "ttc" and ttc is None:
        ttc, simple = simple, None
    if ht is not None:
        return Montant(ht, ht, ttc, ht, ht, _check(ht, ttc, saisie.tva))
    if ttc is not None:
        return _from_ttc(ttc, saisie)
    if simple is not None:
        return _bound(simple, None)
    return None


def _check(ht: int, ttc: int | None, tva: int | None) -> str | None:
    if ttc is None or tva is None or abs(ht + tva - ttc) <= _TOLERANCE:
        return None
    return "montants_incoherents"


def _from_ttc(ttc: int, saisie: MontantsSaisis) -> Montant:
    if saisie.tva is not None:
        ht = ttc - saisie.tva
    elif saisie.taux is not None:
        ht = _round(Decimal(ttc) * 100 / (100 + saisie.taux))
    else:
        return _bound(ttc, ttc)
    return Montant(ttc, ht, ttc, ht, ht, "ht_calcule")


def _bound(montant: int, ttc: int | None) -> Montant:
    """Give the bounds: no tax at all, or the highest rate."""
    extremes = montant, _round(Decimal(montant) * 100 / (100 + taux_maximum()))
    return Montant(montant, None, ttc, min(extremes), max(extremes), "ht_inconnu")


def _round(centimes: Decimal) -> int:
    return int(centimes.quantize(Decimal(1), ROUND_HALF_UP))


@cache
def taux_maximum() -> int:
    """Return the highest rate of VAT, in per cent."""
    return int(read_decompte("CGI-278", "taux_tva"))
