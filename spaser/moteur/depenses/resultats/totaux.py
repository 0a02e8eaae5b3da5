"""The total of a civil year, and how it splits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.moteur.depenses.base import Connexion, list_rows, list_tables_vues


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
class PartDepense:
    """A share of the spend of a year: a family, or what known contracts cover."""

    annee: int
    libelle: str
    montant: Decimal
    lignes: int
    part: float | None


CE_QUI_COMPTE: Final = (
    "Le total compare au seuil ce qui a été payé sur des marchés pendant une année civile, hors "
    "taxes. Sont mis à part la paie, les impôts, les subventions, les aides, la dette, les "
    "particuliers, les terrains et loyers, les flux entre collectivités et les écritures d’ordre, "
    "selon le compte de chaque ligne. La borne basse laisse de côté les comptes à vérifier ; la "
    "borne haute les prend, et prend sans taxe les montants dont la TVA n’est pas connue."
)
SANS_FAMILLE: Final = "Sans compte ni famille"

_TOTAUX: Final = """
SELECT annee,
    coalesce(sum(bas) FILTER (etat = 'comptee'), 0)
        + coalesce(sum(least(bas, 0)) FILTER (etat = 'a_verifier'), 0),
    coalesce(sum(haut) FILTER (etat = 'comptee'), 0)
        + coalesce(sum(greatest(haut, 0)) FILTER (etat = 'a_verifier'), 0),
    sum(ht) FILTER (etat = 'comptee'),
    count(*) FILTER (etat = 'comptee'),
    count(*) FILTER (etat = 'comptee' AND ht IS NULL),
    sum(lu) FILTER (etat = 'a_verifier'),
    count(*) FILTER (etat = 'a_verifier'),
    min(jour), max(jour)
FROM depenses WHERE etat IN ('comptee', 'a_verifier') GROUP BY annee ORDER BY annee
"""
_PARTS: Final = """
SELECT annee, {libelle} AS libelle, sum(ht), count(*),
    sum(ht) / nullif(sum(sum(ht)) OVER (PARTITION BY annee), 0)
FROM depenses {jointure} WHERE etat = 'comptee' AND ht IS NOT NULL
GROUP BY annee, libelle ORDER BY annee, sum(ht) DESC, libelle
"""
FAMILLE: Final = "coalesce(nullif(famille, ''), s.famille_libelle, '" + SANS_FAMILLE + "')"
SEGMENTS: Final = (
    "LEFT JOIN (SELECT prefixe, famille_libelle FROM ref_segments) s "
    "ON s.prefixe = prefixe_cpv(cpv)"
)

SANS_NUMERO: Final = "Sans numéro de marché"
NUMERO_INCONNU: Final = "Numéro de marché non retrouvé"
NUMERO_CONNU: Final = "Marché connu"
_MARCHE_CLE: Final = "lower(regexp_replace({colonne}, '[^0-9A-Za-z]', '', 'g'))"
COUVERTURE: Final = f"""
CASE WHEN marche IS NULL THEN '{SANS_NUMERO}'
     WHEN {_MARCHE_CLE.format(colonne="marche")} IN (SELECT cle FROM depenses_marches)
     THEN '{NUMERO_CONNU}' ELSE '{NUMERO_INCONNU}' END
"""


def compute_totaux(connexion: Connexion) -> list[TotalAnnee]:
    return list_rows(connexion, TotalAnnee, _TOTAUX)


def compute_familles(connexion: Connexion) -> list[PartDepense]:
    """Return the spend of each family: that of the extract, of the account, else of the CPV."""
    return list_rows(connexion, PartDepense, _PARTS.format(libelle=FAMILLE, jointure=SEGMENTS))


def compute_couverture(connexion: Connexion, siren: str | None) -> list[PartDepense]:
    connexion.execute("CREATE OR REPLACE TEMP TABLE depenses_marches (cle VARCHAR)")
    if siren is not None and "marches" in list_tables_vues(connexion):
        connexion.execute(
            f"INSERT INTO depenses_marches SELECT DISTINCT {_MARCHE_CLE.format(colonne='id')} "
            "FROM marches WHERE acheteur_siren = ? AND id IS NOT NULL",
            [siren],
        )
    return list_rows(connexion, PartDepense, _PARTS.format(libelle=COUVERTURE, jointure=""))
