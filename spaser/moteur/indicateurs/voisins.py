"""Buyers of the same kind and of a close size: how their rates spread, nobody named nor ranked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.referentiels import annuaire
from spaser.moteur.valeurs import Variante

MINIMUM: Final = 5  # fewer buyers would tell one of them
PROCHE: Final = 2  # from half to twice the amount of the buyer

_INTERCOMMUNALITE: Final = "intercommunalite"
_ANNUAIRE: Final = (annuaire.COMMUNE, annuaire.DEPARTEMENT, annuaire.REGION, annuaire.COLLECTIVITE)


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The quarters of a rate among the buyers that have enough data for it."""

    acheteurs: int
    quart: float
    milieu: float
    trois_quarts: float


@dataclass(frozen=True, slots=True)
class Voisins:
    """Who a buyer is set beside: a kind, a size, and how many there are.

    `genre` is None when nothing says what kind of buyer it is.
    """

    genre: str | None
    acheteurs: int
    etendues: Mapping[tuple[str, Variante], Quartiles]


@dataclass(frozen=True, slots=True)
class Genres:
    par_siren: Mapping[str, str]
    libelles: Mapping[str, str]


def read_genres(entrepot: Entrepot) -> Genres:
    """Return the kind of each buyer: by the embedded tables, else by Sirene when it is sure."""
    requete = entrepot.connexion.execute
    libelles = dict(requete("SELECT famille, libelle FROM ref_familles_acheteurs").fetchall())
    par_siren = dict(requete(_SIRENE).fetchall()) if entrepot.connait_unites else {}
    for (siren,) in requete("SELECT siren FROM acheteurs").fetchall():
        if entite := annuaire.find_entite(siren):
            nature = entite.nature
            par_siren[siren] = nature if nature in _ANNUAIRE else _INTERCOMMUNALITE
    return Genres(par_siren, libelles)


def read_tailles(entrepot: Entrepot, annee: int) -> dict[str, float]:
    return dict(entrepot.connexion.execute(_TAILLES, {"annee": annee}).fetchall())


def find_proches(
    siren: str, montant: float, genres: Genres, tailles: Mapping[str, float]
) -> list[str]:
    genre = genres.par_siren.get(siren)
    return [
        autre
        for autre, sien in tailles.items()
        if autre != siren
        and genre is not None
        and genres.par_siren.get(autre) == genre
        and montant / PROCHE <= sien <= montant * PROCHE
    ]


def compare_voisins(
    entrepot: Entrepot,
    annee: int,
    sirens: list[str],
    *,
    marches_min: int,
    ecart_max: float,
) -> dict[tuple[str, Variante], Quartiles]:
    """Return how the published rates of some buyers spread; nothing under five buyers.

    Only a rate that proves enough counts: `marches_min` contracts, bounds within `ecart_max`.
    """
    if len(sirens) < MINIMUM:
        return {}
    choix = {
        "annee": annee,
        "sirens": sirens,
        "marches": marches_min,
        "ecart": ecart_max,
        "minimum": MINIMUM,
    }
    lignes = entrepot.connexion.execute(_ETENDUES, choix).fetchall()
    return {(code, variante): Quartiles(n, *quarts) for code, variante, n, quarts in lignes}


# The longest prefix of the legal category, asked once of each; a kind that is not sure is none.
_SIRENE: Final = """
WITH unites AS (
    SELECT siren, u.categorie_juridique AS categorie
    FROM acheteurs JOIN ref_sirene_unites u USING (siren)
), genres AS (
    SELECT c.categorie, arg_max(f.famille, length(f.prefixe)) AS famille
    FROM (SELECT DISTINCT categorie FROM unites) c
    JOIN ref_familles_acheteurs f ON starts_with(c.categorie, f.prefixe)
    GROUP BY c.categorie HAVING arg_max(f.confiance, length(f.prefixe)) IN ('A', 'B')
)
SELECT siren, famille FROM unites JOIN genres USING (categorie)
"""
_TAILLES: Final = """
SELECT siren, valeur FROM valeurs
WHERE annee = $annee AND indicateur = 'VOL-02' AND variante = 'total' AND valeur > 0
"""
_ETENDUES: Final = """
SELECT indicateur, variante, count(*), quantile_cont(valeur, [0.25, 0.5, 0.75])
FROM valeurs
WHERE annee = $annee AND siren IN (SELECT unnest($sirens))
AND variante IN ('nombre', 'montant', 'moyenne') AND valeur IS NOT NULL
AND n >= $marches AND coalesce(haut - bas, 0) <= $ecart
GROUP BY indicateur, variante HAVING count(*) >= $minimum
"""
