"""The typed lines of spend, as they are kept on disk. Amounts are whole cents."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

import pyarrow as pa

from spaser.donnees.depenses.modele import EtatLigne


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


SCHEMA: Final = pa.schema(
    [
        ("fichier", pa.string()),
        ("feuille", pa.string()),
        ("ligne", pa.int32()),
        ("etat", pa.string()),
        ("motif", pa.string()),
        ("etat_compte", pa.string()),
        ("motif_compte", pa.string()),
        ("annee", pa.int16()),
        ("exercice", pa.int16()),
        ("jour", pa.date32()),
        ("tiers", pa.string()),
        ("tiers_plie", pa.string()),
        ("siren", pa.string()),
        ("siret", pa.string()),
        ("code_postal", pa.string()),
        ("objet", pa.string()),
        ("compte", pa.string()),
        ("famille", pa.string()),
        ("marche", pa.string()),
        ("piece", pa.string()),
        ("cpv", pa.string()),
        ("lu", pa.int64()),
        ("ht", pa.int64()),
        ("ttc", pa.int64()),
        ("bas", pa.int64()),
        ("haut", pa.int64()),
        ("empreinte", pa.int64()),
    ]
)
