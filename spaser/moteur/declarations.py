"""What buyers already write in their contracts, by family of purchases: counts, and examples.

A family is the beginnings of its CPV codes. Only contracts of the present format are counted: the
former one had no such field. Fewer buyers than `MINIMUM` say nothing, and would name one of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from spaser.moteur.decp.champs import ENVIRONNEMENTAUX, SOCIAUX
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.sql import select_donnees, transpose

MINIMUM: Final = 5
EXEMPLES_MAX: Final = 3

COLONNES: Final = (*ENVIRONNEMENTAUX[1:], *SOCIAUX[1:])
"""What a contract may declare, as the store names it."""


class ExempleMarche(msgspec.Struct, frozen=True):
    siren: str
    nom: str
    objet: str
    cpv: str
    annee: int


class Declaration(msgspec.Struct, frozen=True):
    """How many buyers and contracts declare it; the latest examples, one a buyer."""

    acheteurs: int
    marches: int
    exemples: tuple[ExempleMarche, ...] = ()


class Declarations(msgspec.Struct, frozen=True):
    """The contracts of a family; `muets` answer nothing, neither yes nor no.

    `lues_le` is the day of the data.
    """

    acheteurs: int = 0
    marches: int = 0
    muets: int = 0
    premiere: int | None = None
    derniere: int | None = None
    par_colonne: dict[str, Declaration] = {}
    lues_le: date | None = None


def count_declarations(
    entrepot: Entrepot, familles: Mapping[str, Sequence[str]]
) -> dict[str, Declarations]:
    """Count, for each family, who declares what; a family without contract is there too."""
    with entrepot.cursor() as lecteur:
        requete = lecteur.connexion.execute
        debuts = [(code, cpv) for code, prefixes in familles.items() for cpv in prefixes]
        requete(
            f"CREATE OR REPLACE TEMP TABLE debuts AS {select_donnees(_DEBUTS)}",
            transpose(debuts, _DEBUTS),
        )
        requete(_SUIVIS)
        par_colonne = _read_declarations(lecteur)
        totaux = {
            code: Declarations(
                acheteurs,
                marches,
                muets,
                premiere,
                derniere,
                par_colonne.get(code, {}),
                entrepot.date_donnees,
            )
            for code, acheteurs, marches, muets, premiere, derniere in requete(_TOTAUX).fetchall()
        }
        return {code: totaux.get(code, Declarations()) for code in familles}


def _read_declarations(entrepot: Entrepot) -> dict[str, dict[str, Declaration]]:
    requete = entrepot.connexion.execute
    comptes = requete(_COMPTES, {"minimum": MINIMUM}).fetchall()
    noms = {siren: nom for siren, nom, _ in entrepot.list_noms()} if comptes else {}
    exemples: dict[tuple[str, str], list[ExempleMarche]] = {}
    for code, colonne, siren, *dits in requete(_EXEMPLES).fetchall() if comptes else ():
        retenus = exemples.setdefault((code, colonne), [])
        if siren in noms and len(retenus) < EXEMPLES_MAX:  # a person has no name here
            retenus.append(ExempleMarche(siren, noms[siren], *dits))
    declarations: dict[str, dict[str, Declaration]] = {}
    for code, colonne, acheteurs, marches in comptes:
        retenus = exemples.get((code, colonne), [])
        declarations.setdefault(code, {})[colonne] = Declaration(acheteurs, marches, tuple(retenus))
    return declarations


_DEBUTS: Final = {"code": "VARCHAR", "debut": "VARCHAR"}

# Contracts are many, codes are few: each code is led to its families once.
_SUIVIS: Final = f"""
CREATE OR REPLACE TEMP TABLE suivis AS
WITH codes AS (
    SELECT DISTINCT d.code, c.cpv
    FROM (SELECT DISTINCT cpv FROM marches) c JOIN debuts d ON starts_with(c.cpv, d.debut)
)
SELECT c.code, m.acheteur_siren AS siren, m.annee, m.date_notification AS jour, m.objet, m.cpv,
       m.cle, {", ".join(f"m.{colonne}" for colonne in COLONNES)}
FROM marches m JOIN codes c USING (cpv)
WHERE m.famille = 'marche' AND m.format = 'v2' AND m.annee IS NOT NULL
"""

_TOTAUX: Final = f"""
SELECT code, count(DISTINCT siren), count(*),
       count(*) FILTER (coalesce({", ".join(COLONNES)}) IS NULL), min(annee), max(annee)
FROM suivis GROUP BY code
"""

_DITS: Final = f"""
SELECT code, siren, annee, jour, objet, cpv, cle, colonne
FROM (UNPIVOT suivis ON {", ".join(COLONNES)} INTO NAME colonne VALUE dit) WHERE dit
"""

_COMPTES: Final = f"""
SELECT code, colonne, count(DISTINCT siren) AS acheteurs, count(*) FROM ({_DITS})
GROUP BY code, colonne HAVING acheteurs >= $minimum
"""

# More than are shown: a buyer that has no name is passed over.
_EXEMPLES: Final = f"""
WITH derniers AS (
    SELECT * FROM ({_DITS}) WHERE objet IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY code, colonne, siren ORDER BY jour DESC NULLS LAST, cle) = 1
)
SELECT code, colonne, siren, objet, cpv, annee FROM derniers
QUALIFY row_number() OVER (PARTITION BY code, colonne ORDER BY jour DESC NULLS LAST, siren)
        <= {EXEMPLES_MAX * 10}
ORDER BY code, colonne, jour DESC NULLS LAST, siren
"""
