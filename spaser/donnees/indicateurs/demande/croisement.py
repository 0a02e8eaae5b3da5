"""The rates of a buyer and year, broken down: the kept queries run with a group for a year.

The query of `valeurs` counts by buyer and year. Here the column of the year holds the rank of a
group: the same definitions, the same unknowns, the same bounds.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import duckdb

from spaser.donnees.entrepot.lecture import Entrepot
from spaser.donnees.indicateurs.demande import DEFINITIONS
from spaser.donnees.indicateurs.demande.axes import Axe, rank, write_groupes
from spaser.donnees.indicateurs.requetes import read_sql_taux
from spaser.donnees.indicateurs.textes import tell_absentes
from spaser.donnees.valeurs import Valeur, Variante
from spaser.erreurs import ErreurSpaser

type Cle = tuple[str, Variante]

_VARIANTES: Final = ("nombre", "montant", "moyenne")

# What the text reads, a column of it pruned where no definition asks for it.
_TAUX: Final = """
WITH marches_choisis AS (
    SELECT m.* REPLACE (g.rang AS annee) FROM marches m JOIN groupes g USING (cle)
    WHERE m.acheteur_siren = $siren AND m.annee IS NOT DISTINCT FROM $annee
), titulaires_choisis AS (
    SELECT t.* FROM titulaires t SEMI JOIN groupes USING (cle)
), sous_traitances_choisis AS (
    SELECT t.* FROM sous_traitances t SEMI JOIN groupes USING (cle)
)
SELECT annee, indicateur, variante, numerateur, denominateur, n, inconnus, valeur, bas, haut
FROM ({requete})
"""


@dataclass(frozen=True, slots=True)
class Groupe:
    """The contracts of one group, concessions apart, and their rates by code and variant."""

    nom: str
    marches: int
    valeurs: Mapping[Cle, Valeur]


def cross(
    entrepot: Entrepot, siren: str, annee: int | None, axe: Axe, rubrique: str
) -> tuple[Groupe, ...]:
    """Return the rates of a part in each group; a group has no rate that speaks of none of its own.

    Raises:
        ErreurSpaser: a list that was there at the build is gone.

    """
    with entrepot.cursor() as lecteur:
        connexion = lecteur.connexion
        choix: dict[str, object] = {"siren": siren, "annee": annee}
        # A table of its own connection: it goes with the cursor.
        connexion.execute(
            "CREATE OR REPLACE TEMP TABLE groupes AS SELECT cle, groupe, CAST(dense_rank() "
            f"OVER (ORDER BY groupe) AS SMALLINT) AS rang FROM ({write_groupes(axe)})",
            choix,
        )
        noms = connexion.execute(_NOMS).fetchall()
        requete = read_sql_taux(entrepot.version, rubrique, entrepot.listes_absentes)
        try:
            lignes = _run(connexion, requete, choix)
        except duckdb.CatalogException as cause:
            raise ErreurSpaser(tell_absentes(entrepot.listes_absentes)) from cause
    par_rang: defaultdict[int, dict[Cle, Valeur]] = defaultdict(dict)
    for rang, *mesures in lignes:
        valeur = Valeur(siren, annee, *mesures)
        if valeur.valeur is None:
            valeur = replace(valeur, absence=DEFINITIONS[valeur.indicateur].inconnu)
        if valeur.variante in _VARIANTES:
            par_rang[rang][valeur.indicateur, valeur.variante] = valeur
    groupes = (Groupe(nom, marches, par_rang[rang]) for rang, nom, marches in noms if marches)
    return tuple(sorted(groupes, key=lambda groupe: rank(groupe.nom)))


def _run(
    connexion: duckdb.DuckDBPyConnection, requete: str, choix: dict[str, object]
) -> list[tuple[Any, ...]]:
    """Return the rates; none when the lists of all of them are missing."""
    if not requete:
        return []
    return connexion.execute(_TAUX.format(requete=requete), choix).fetchall()


_NOMS: Final = """
SELECT g.rang, g.groupe, count(*) FILTER (m.famille = 'marche')
FROM groupes g JOIN marches m USING (cle) GROUP BY ALL
"""
