"""What is not plausible in a contract: one set of rules, for the import and for the control.

A rule is told twice only where two engines apply it: a function for one record, and the SQL of
the same for a batch. Nothing is dropped nor replaced: a doubtful amount enters no sum, and what is
doubtful is told.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, Literal

type Soupcon = Literal["factice", "aberrant"]

ANNEE_MIN: Final = 1990
ANNEE_MAX: Final = 2035
DUREE_MAX_MOIS: Final = 1200
DUREE_LONGUE_MOIS: Final = 180
OFFRES_MAX: Final = 100_000
RATIO_INCREMENT: Final = 0.5  # under this share of the first amount, an increase is suspected

DIVISIONS_CPV: Final = {
    **dict.fromkeys([f"{d:02d}" for d in range(3, 45)], "fournitures"),
    **dict.fromkeys([f"{d:02d}" for d in range(45, 99)], "services"),
    "45": "travaux",
    "48": "fournitures",
}
"""The category of purchase of each CPV division."""

FACTICE_MAX: Final = 1  # euros: 0 and 1 are placeholders
CONCESSION_MIN: Final = 1000  # euros: under it, a unit price, or thousands of euros, was typed
ABERRANT_MARCHE: Final = 3_000_000_000  # above, the ministry's consolidation rejects a contract
ABERRANT_CONCESSION: Final = 15_000_000_000
REPETITION_DES: Final = 100_000_000  # repeated digits are looked for from this amount
_SUITE: Final = "123456789"

REMPLACEMENT: Final = "\ufffd"  # what is left of a character lost by a wrong encoding

# An object of these words alone describes nothing. « Essais » and « tests » are bought: never they.
_MOT: Final = (
    f"(?:ceci|est|un|une|le|la|ce|march[eé{REMPLACEMENT}]|contrat|concession|public|pes|decp|de"
    "|du|d|pour|lot|n|[0-9]+)"
)
_ENTRE: Final = "[^0-9a-zà-ÿ]+"
_OBJET_ESSAI: Final = (
    f"(?i)(?:{_ENTRE})?(?:{_MOT}{_ENTRE})*(?:test|essai)(?:{_ENTRE}(?:{_MOT}|test|essai))*"
    f"(?:{_ENTRE})?|le march[eé{REMPLACEMENT}] noir"
)
_OBJET_ESSAI_MAX: Final = 60  # characters: a longer object describes something
_ID_ESSAI: Final = f"(?:19|20)[0-9]{{2}}{_SUITE}[0-9]*"  # a year, then digits typed in order

_est_objet_essai = re.compile(_OBJET_ESSAI).fullmatch
_est_id_essai = re.compile(_ID_ESSAI).fullmatch


def judge_montant(montant: int | Decimal, famille: str) -> Soupcon | None:
    """Qualify the amount of a contract, of a modification or of an act.

    Placeholder: at most 1 €, negative amounts included. Aberrant: out of the bounds of its family,
    or from 100 M€ a single digit repeated (999999999) or the digits in order (123456789…).
    """
    if montant <= FACTICE_MAX:
        return "factice"
    if famille == "concession" and montant < CONCESSION_MIN:
        return "aberrant"
    return "aberrant" if is_excessif(montant, famille) else None


def is_excessif(montant: int | Decimal, famille: str) -> bool:
    """Tell whether any amount in euros is too large, or typed without looking."""
    if montant < REPETITION_DES:
        return False
    chiffres = str(round(montant))
    borne = ABERRANT_CONCESSION if famille == "concession" else ABERRANT_MARCHE
    return montant > borne or len(set(chiffres)) == 1 or chiffres.startswith(_SUITE)


def suspicion_sql(montant: str, famille: str) -> str:
    """Return the SQL of `judge_montant`."""
    entier = f"CAST(CAST({montant} AS BIGINT) AS VARCHAR)"
    borne = (
        f"CASE WHEN {famille} = 'concession' THEN {ABERRANT_CONCESSION} ELSE {ABERRANT_MARCHE} END"
    )
    repete = f"length(replace({entier}, left({entier}, 1), '')) = 0"
    return (
        f"CASE WHEN {montant} <= {FACTICE_MAX} THEN 'factice' "
        f"WHEN {montant} < {CONCESSION_MIN} AND {famille} = 'concession' THEN 'aberrant' "
        f"WHEN {montant} > {borne} THEN 'aberrant' "
        f"WHEN {montant} >= {REPETITION_DES} AND ({repete} OR starts_with({entier}, '{_SUITE}')) "
        f"THEN 'aberrant' END"
    )


def is_essai(identifiant: object, objet: object) -> bool:
    """Tell a contract made to try the platform: its object or its number says nothing else."""
    return bool(
        (isinstance(identifiant, str) and _est_id_essai(identifiant.strip()))
        or (
            isinstance(objet, str)
            and len(objet) <= _OBJET_ESSAI_MAX
            and _est_objet_essai(objet.strip())
        )
    )


def essai_sql(identifiant: str, objet: str) -> str:
    """Return the SQL of `is_essai`: true or false, never NULL.

    With `CASE`, DuckDB looks for the pattern in the few short texts alone; with `AND`, in all.
    """
    return (
        f"(coalesce(CASE WHEN contains({identifiant}, '{_SUITE}') "
        f"THEN regexp_full_match(trim({identifiant}), '{_ID_ESSAI}') END, false) "
        f"OR coalesce(CASE WHEN length({objet}) <= {_OBJET_ESSAI_MAX} "
        f"THEN regexp_full_match(trim({objet}), '{_OBJET_ESSAI}') END, false))"
    )


VALEUR_MAX: Final = 200  # characters of a value kept in the table of anomalies

type _Jugement = tuple[str, str, str, str]
"""What a row may be told of, as SQL: the code, the official field, the value, and when."""

_FACTICES: Final = "(FROM ecrits WHERE montant_suspicion = 'factice')"
# A list of holders that has none is as good as no list. The two numbers leave few to look up.
_SANS_TITULAIRE: Final = (
    "(FROM ecrits WHERE format = 'v2' AND (nb_titulaires = 0 OR nb_modifications > 0) "
    "AND NOT EXISTS (FROM titulaires_lus t WHERE t.ligne = ecrits.ligne AND t.modification = 0))"
)


def list_requetes(jour: date) -> list[str]:
    """Return the queries that tell, among the anomalies, what is not plausible on that day.

    They read a batch once cast: its contracts (`ecrits`) and the temporary tables of `filles`.
    """
    return [f"INSERT INTO anomalies {' UNION ALL '.join(_list_dits(jour))}"]


def _list_dits(jour: date) -> Iterator[str]:
    essai = essai_sql("e.id", "e.objet")
    yield _tell(f"{_FACTICES} e", ("'contrat_essai'", "'objet'", "coalesce(e.objet, e.id)", essai))
    liste = "CASE e.famille WHEN 'marche' THEN 'titulaires' ELSE 'concessionnaires' END"
    yield _tell(f"{_SANS_TITULAIRE} e", ("'champ_absent'", liste, "NULL", "true"))
    yield _tell(
        "ecrits e",
        _judge_montant("montant", "e.montant_initial"),
        _judge_date("dateNotification", "e.date_notification", jour),
        _judge_date("datePublicationDonnees", "e.date_publication", jour),
    )
    champ = "modifications."
    yield _tell(
        "mods m JOIN ecrits e USING (ligne)",
        _judge_montant(f"{champ}montant", "m.montant"),
        ("'increment_suspect'", f"'{champ}montant'", "m.montant", "m.increment_suspect"),
        _judge_date(f"{champ}dateNotificationModification", "m.date_notification", jour),
        _judge_date(f"{champ}datePublicationDonneesModification", "m.date_publication", jour),
    )
    champ = "actesSousTraitance."
    yield _tell(
        "actes m JOIN ecrits e USING (ligne)",
        _judge_montant(f"{champ}montant", "m.montant"),
        _judge_date(f"{champ}dateNotification", "m.date_notification", jour),
        _judge_date(f"{champ}datePublicationDonnees", "m.date_publication", jour),
    )
    champ = "donneesExecution.datePublicationDonneesExecution"
    yield _tell(
        "executions_lues m JOIN ecrits e USING (ligne)",
        _judge_date(champ, "jour_de(m.date_publication)", jour),
    )
    repete = "coalesce(m.identifiant, m.nom)"
    yield _tell(
        "titulaires_repetes m JOIN ecrits e USING (ligne)",
        ("'element_en_double'", "'titulaires'", repete, "true"),
    )


def _judge_montant(champ: str, montant: str) -> _Jugement:
    soupcon = suspicion_sql(montant, "e.famille")
    code = (
        f"CASE WHEN {montant} < 0 THEN 'montant_negatif' "
        f"WHEN {soupcon} = 'factice' THEN 'montant_factice' ELSE 'montant_aberrant' END"
    )
    return code, f"'{champ}'", montant, f"{soupcon} IS NOT NULL"


def _judge_date(champ: str, valeur: str, jour: date) -> _Jugement:
    """Only the day when a concession begins may be yet to come."""
    return "'date_future'", f"'{champ}'", valeur, f"{valeur} > DATE '{jour}'"


def _tell(source: str, *jugements: _Jugement) -> str:
    """Return a query that reads `source` once for all that its rows may be told of."""
    dits = ", ".join(
        f"CASE WHEN {quand} THEN {{'code': {code}, 'champ': {champ}, "
        f"'valeur': left(CAST({valeur} AS VARCHAR), {VALEUR_MAX})}} END"
        for code, champ, valeur, quand in jugements
    )
    un_seul = " OR ".join(quand for *_, quand in jugements)
    return (
        "SELECT DISTINCT source, rang, d.code, d.champ, d.valeur "
        f"FROM (SELECT e.source, e.rang, unnest([{dits}]) AS d FROM {source} WHERE {un_seul}) "
        "WHERE d IS NOT NULL"
    )
