"""Writes the SQL that computes every indicator of every buyer and year in one scan of contracts.

A wide group-by gives a row a buyer and year; a list of structs then turns it into the long table
`valeurs`, a row an indicator and variant. Counts and sums become numbers of the same type there,
and only there. A proof comes from the same expressions: it says what became of each contract of a
population.

Column names of the group-by say what they hold: n_ and connus_ count contracts, e_ adds euros,
ne_ counts the contracts that have some; then comes the population or the code.

All of it is what DuckDB and Spark both read, but for `unpivot`, which has a form for each.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from spaser.moteur.indicateurs.catalogue import INDICATEURS
from spaser.moteur.indicateurs.colonnes import (
    AGREGATS,
    LUES,
    REFERENTIELS,
    TOUCHEES,
    Touche,
)
from spaser.moteur.indicateurs.definition import FORMAT_ACTUEL, Indicateur
from spaser.moteur.indicateurs.enrichissement import enrich
from spaser.moteur.valeurs import Variante

CLES: Final = "acheteur_siren, annee"
_PUBLIE: Final = f"(date_notification IS NULL OR date_notification >= DATE '{FORMAT_ACTUEL}')"


def nom_sql(indicateur: Indicateur) -> str:
    return indicateur.code.lower().replace("-", "_")


# --- What is read ---


def list_calculables(absents: frozenset[str] = frozenset()) -> tuple[Indicateur, ...]:
    return tuple(i for i in INDICATEURS if not i.referentiels_requis & absents)


def list_touches(indicateur: Indicateur) -> frozenset[Touche]:
    """Give the kinds of corrections that may move an indicator."""
    lues = indicateur.lues | ({"montant_utile"} if indicateur.a_un_poids_en_euros else set())
    return frozenset(touche for touche, colonnes in TOUCHEES.items() if lues & colonnes)


def list_par_touches(
    absents: frozenset[str] = frozenset(),
) -> dict[frozenset[Touche], tuple[Indicateur, ...]]:
    groupes: dict[frozenset[Touche], tuple[Indicateur, ...]] = {}
    for indicateur in list_calculables(absents):
        touches = list_touches(indicateur)
        groupes[touches] = (*groupes.get(touches, ()), indicateur)
    return groupes


def enrich_contrats(indicateurs: Iterable[Indicateur]) -> str:
    return enrich(frozenset().union(*(i.lues for i in indicateurs)))


# --- The sums ---


def aggregate_contrats(indicateurs: tuple[Indicateur, ...]) -> str:
    populations = {f"p_{i.population.nom}": i.population.condition for i in indicateurs}
    agregats: dict[str, str] = {}
    for i in indicateurs:
        agregats |= _agregats_population(i) | _agregats_mesure(i) | _agregats_reponse(i)
    return f"""SELECT {CLES}, {_name(agregats)}
FROM (
SELECT {CLES}, montant_utile, {_name({p: p for p in populations} | _answers(indicateurs))}
FROM (
SELECT *, {_name({p: f"coalesce({sql}, FALSE)" for p, sql in populations.items()})}
FROM ({enrich_contrats(indicateurs)}) faits
) peuples
) reponses GROUP BY {CLES}"""


def _name(colonnes: dict[str, str]) -> str:
    return ",\n".join(f"{sql} AS {nom}" for nom, sql in colonnes.items())


def _answers(indicateurs: tuple[Indicateur, ...]) -> dict[str, str]:
    """Give the column of each answer or measure, NULL outside the population."""
    return {
        f"v_{nom_sql(i)}": _keep_if(f"p_{i.population.nom}", answer(i))
        for i in indicateurs
        if answer(i)
    }


def answer(i: Indicateur) -> str:
    """Return what each contract answers: nothing, of what its format could not tell."""
    expression = i.reponse or i.mesure
    return _keep_if(_PUBLIE, expression) if i.depuis_2024 else expression


def _keep_if(condition: str, valeur: str) -> str:
    """Keep a value under a condition: DuckDB is far quicker at this than at hundreds of FILTER."""
    return f"CASE WHEN {condition} THEN {valeur} END"


def _agregats_population(i: Indicateur) -> dict[str, str]:
    nom = i.population.nom
    agregats = {f"n_{nom}": f"count({_keep_if(f'p_{nom}', '1')})"}
    if i.a_un_poids_en_euros:
        euros = _keep_if(f"p_{nom}", "montant_utile")
        agregats |= {f"ne_{nom}": f"count({euros})", f"e_{nom}": f"sum({euros})"}
    return agregats


def _agregats_mesure(i: Indicateur) -> dict[str, str]:
    if not i.mesure:
        return {}
    k = nom_sql(i)
    return {f"somme_{k}": f"sum(v_{k})", f"connus_{k}": f"count(v_{k})"}


def _agregats_reponse(i: Indicateur) -> dict[str, str]:
    if not i.reponse:
        return {}
    k = nom_sql(i)
    agregats: dict[str, str] = {}
    if "nombre" in i.variantes:
        agregats |= {
            f"oui_{k}": f"count({_keep_if(f'v_{k}', '1')})",
            f"connus_{k}": f"count(v_{k})",
        }
    if i.a_un_poids_en_euros:
        connus = _keep_if(f"v_{k} IS NOT NULL", "montant_utile")
        agregats |= {
            f"e_oui_{k}": f"sum({_keep_if(f'v_{k}', 'montant_utile')})",
            f"e_connus_{k}": f"sum({connus})",
            f"ne_connus_{k}": f"count({connus})",
        }
    return agregats


# --- The figures ---


class DialecteSql(NamedTuple):
    """How an engine writes a list, its rows, and a struct of named values."""

    liste: str
    lignes: str
    champ: str
    ligne: str


DUCKDB: Final = DialecteSql("[{}]", "unnest(lignes)", "{nom}: {sql}", "{{{}}}")
SPARK: Final = DialecteSql("array({})", "explode(lignes)", "{sql} AS {nom}", "struct({})")

SANS: Final = "NULL"  # no such number: a total has no denominator, some measures have no bound


class _Comptes(NamedTuple):
    """What is known of one figure; `total` is what the bounds are measured against."""

    n: str
    connus: str
    numerateur: str
    denominateur: str
    total: str


def unpivot(large: str, indicateurs: tuple[Indicateur, ...], dialecte: DialecteSql = DUCKDB) -> str:
    """Give a row an indicator and variant, in the order of the catalogue; none where n = 0.

    Nothing known gives no value and no bounds. DuckDB unfolds a list quicker once it is made: hence
    the two floors.
    """
    lignes = (_ligne(i, variante, dialecte) for i in indicateurs for variante in i.variantes)
    return f"""SELECT siren, annee, {", ".join(CHAMPS)}, valeur, {_BORNES}
FROM (
SELECT siren, annee, {", ".join(f"ligne.{champ} AS {champ}" for champ in CHAMPS)}, {_VALEUR}
FROM (
SELECT siren, annee, {dialecte.lignes} AS ligne
FROM (
SELECT acheteur_siren AS siren, annee, {dialecte.liste.format(",\n".join(lignes))} AS lignes
FROM {large}
) listes
) depliees WHERE ligne.n > 0
) longues"""


CHAMPS: Final = ("indicateur", "variante", "numerateur", "denominateur", "n", "inconnus", "total")

_VALEUR: Final = """
CASE WHEN ligne.variante = 'total' THEN ligne.numerateur
     ELSE ligne.numerateur / nullif(ligne.denominateur, 0) END AS valeur"""
_BORNES: Final = """
CASE WHEN valeur IS NULL THEN NULL WHEN variante = 'total' THEN numerateur
     ELSE numerateur / nullif(total, 0) END AS bas,
CASE WHEN valeur IS NULL THEN NULL WHEN variante = 'total' THEN total
     ELSE (numerateur + (total - denominateur)) / nullif(total, 0) END AS haut"""


def _ligne(i: Indicateur, variante: Variante, dialecte: DialecteSql) -> str:
    """Build one row; a numerator exists only where something is known."""
    c = _compte(i, variante)
    valeurs = (
        f"'{i.code}'",
        f"'{variante}'",
        _keep_if(f"{c.connus} > 0", f"CAST({c.numerateur} AS DOUBLE)"),
        f"CAST({c.denominateur} AS DOUBLE)",
        f"CAST({c.n} AS INTEGER)",
        f"CAST({c.n} - {c.connus} AS INTEGER)",
        f"CAST({c.total} AS DOUBLE)",
    )
    champs = (dialecte.champ.format(nom=n, sql=v) for n, v in zip(CHAMPS, valeurs, strict=True))
    return dialecte.ligne.format(", ".join(champs))


def _compte(i: Indicateur, variante: Variante) -> _Comptes:
    if not i.mesure:
        return _compte_part(i, variante)
    return _compte_moyenne(i) if variante == "moyenne" else _compte_somme(i)


def _compte_part(i: Indicateur, variante: Variante) -> _Comptes:
    k, p = nom_sql(i), i.population.nom
    if variante == "nombre":
        return _Comptes(f"n_{p}", f"connus_{k}", f"oui_{k}", f"connus_{k}", f"n_{p}")
    oui, connu, tout = (f"coalesce({nom}, 0)" for nom in (f"e_oui_{k}", f"e_connus_{k}", f"e_{p}"))
    if variante == "montant":
        return _Comptes(f"ne_{p}", f"ne_connus_{k}", oui, connu, tout)
    return _Comptes(f"ne_{p}", f"ne_connus_{k}", oui, SANS, f"{oui} + ({tout} - {connu})")


def _compte_moyenne(i: Indicateur) -> _Comptes:
    k, n = nom_sql(i), f"n_{i.population.nom}"
    return _Comptes(n, f"connus_{k}", f"somme_{k}", f"connus_{k}", n if i.entre_0_et_1 else SANS)


def _compte_somme(i: Indicateur) -> _Comptes:
    k, n = nom_sql(i), f"n_{i.population.nom}"
    connus, somme = f"connus_{k}", f"somme_{k}"
    plafond = f"{somme} + ({n} - {connus})"
    maximum = plafond if i.entre_0_et_1 else _keep_if(f"{n} = {connus}", somme)
    return _Comptes(n, connus, somme, SANS, maximum)


# --- Whole queries ---


def sql_agregats(absents: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Give the two DuckDB queries of `valeurs`.

    The wide group-by, over tables named as in `colonnes.LUES`; then its unfolding, over the result
    of the first one kept under the name `AGREGATS`.
    """
    indicateurs = list_calculables(absents)
    return aggregate_contrats(indicateurs), unpivot(AGREGATS, indicateurs)


def sql_indicateurs(indicateurs: tuple[Indicateur, ...], dialecte: DialecteSql = DUCKDB) -> str:
    return unpivot(f"({aggregate_contrats(indicateurs)}) {AGREGATS}", indicateurs, dialecte)


def sql_taux(indicateurs: tuple[Indicateur, ...]) -> str:
    """Give the query of figures over the rows of a proof."""
    return _choose(sql_indicateurs(indicateurs))


def sql_preuve(i: Indicateur) -> str:
    """Give the query of one proof: cle, etat, montant, and whether the amount is usable."""
    compte = "reponse" if i.reponse else "TRUE" if i.variantes == ("moyenne",) else "reponse > 0"
    montant = "coalesce(reponse, montant_initial)" if i.mesure and i.unite == "€" else ""
    return _choose(f"""SELECT cle,
CASE WHEN reponse IS NULL THEN 'inconnu' WHEN {compte} THEN 'compte' ELSE 'non_compte' END AS etat,
CAST({montant or "montant_initial"} AS DOUBLE) AS montant, montant_utile IS NOT NULL AS pese
FROM (
SELECT *, {answer(i)} AS reponse FROM ({enrich_contrats((i,))}) faits WHERE {i.population.condition}
) reponses""")


def _choose(requete: str) -> str:
    """Have a query read `marches_choisis`, `titulaires_choisis`…, the rows of a buyer and year."""
    tables = "|".join(LUES.keys() - REFERENTIELS.keys())
    return re.sub(rf"\b({tables})\b", r"\1_choisis", requete)
