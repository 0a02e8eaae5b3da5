"""What is not plausible in a contract: one set of rules, for the import and for the control.

A rule is told twice only where two engines apply it: a function for one record, and the SQL of
the same for a batch. Nothing is dropped nor replaced: a doubtful amount enters no sum, and what is
doubtful is told.
"""

from __future__ import annotations

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


_CONTRATS: Final = "ecrits e"
_MODIFICATIONS: Final = "mods m JOIN ecrits e USING (ligne)"
_ACTES: Final = "actes m JOIN ecrits e USING (ligne)"
_EXECUTIONS: Final = "executions_lues m JOIN ecrits e USING (ligne)"
_TITULAIRES: Final = "titulaires_repetes m JOIN ecrits e USING (ligne)"
VALEUR_MAX: Final = 200  # characters of a value kept in the table of anomalies


def list_requetes(jour: date) -> Iterator[str]:
    """Yield the queries that tell, among the anomalies, what is not plausible on that day.

    They read a batch once cast: its contracts (`ecrits`) and the temporary tables of `filles`.
    """
    yield _tell(
        "'contrat_essai'",
        "objet",
        "coalesce(e.objet, e.id)",
        _CONTRATS,
        f"e.montant_suspicion = 'factice' AND {essai_sql('e.id', 'e.objet')}",
    )
    yield _tell(
        "'caractere_perdu'", "objet", "e.objet", _CONTRATS, f"contains(e.objet, '{REMPLACEMENT}')"
    )
    yield from _tell_montants()
    yield from _tell_dates(jour)
    yield from _tell_titulaires()


def _tell_montants() -> Iterator[str]:
    for champ, montant, source in (
        ("montant", "e.montant_initial", _CONTRATS),
        ("modifications.montant", "m.montant", _MODIFICATIONS),
        ("actesSousTraitance.montant", "m.montant", _ACTES),
    ):
        soupcon = suspicion_sql(montant, "e.famille")
        code = f"CASE {soupcon} WHEN 'factice' THEN 'montant_factice' ELSE 'montant_aberrant' END"
        yield _tell(code, champ, montant, source, f"{soupcon} IS NOT NULL")
    champ = "modifications.montant"
    yield _tell("'increment_suspect'", champ, "m.montant", _MODIFICATIONS, "m.increment_suspect")


def _tell_dates(jour: date) -> Iterator[str]:
    """Only the day when a concession begins may be yet to come."""
    for champ, valeur, source in (
        ("dateNotification", "e.date_notification", _CONTRATS),
        ("datePublicationDonnees", "e.date_publication", _CONTRATS),
        ("modifications.dateNotificationModification", "m.date_notification", _MODIFICATIONS),
        ("modifications.datePublicationDonneesModification", "m.date_publication", _MODIFICATIONS),
        ("actesSousTraitance.dateNotification", "m.date_notification", _ACTES),
        ("actesSousTraitance.datePublicationDonnees", "m.date_publication", _ACTES),
        (
            "donneesExecution.datePublicationDonneesExecution",
            "jour_de(m.date_publication)",
            _EXECUTIONS,
        ),
    ):
        yield _tell("'date_future'", champ, valeur, source, f"{valeur} > DATE '{jour}'")


def _tell_titulaires() -> Iterator[str]:
    """Tell a holder given twice, counted once, and a list without any, as good as none."""
    repete = "coalesce(m.identifiant, m.nom)"
    yield _tell("'element_en_double'", "titulaires", repete, _TITULAIRES, "true")
    absent = (
        "e.format = 'v2' AND NOT EXISTS (SELECT 1 FROM titulaires_lus t "
        "WHERE t.ligne = e.ligne AND t.modification = 0)"
    )
    for famille, champ in (("marche", "titulaires"), ("concession", "concessionnaires")):
        yield _tell(
            "'champ_absent'", champ, "NULL", _CONTRATS, f"e.famille = '{famille}' AND {absent}"
        )


def _tell(code: str, champ: str, valeur: str, source: str, quand: str) -> str:
    return (
        f"INSERT INTO anomalies SELECT DISTINCT e.source, e.rang, {code}, '{champ}', "
        f"left(CAST({valeur} AS VARCHAR), {VALEUR_MAX}) FROM {source} WHERE {quand}"
    )
