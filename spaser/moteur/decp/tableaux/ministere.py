r"""The tables of the ministry (data.economie.gouv.fr): a row a contract or a concession.

Facts of this source: at most three holders; of the modifications and subcontracting acts only the
last ones; values are marked, `MQ` (mandatory and missing, sometimes followed by what was written:
`MQ NC`), `CDL` (conditional and empty) and `INX value` (out of the list or of the format); lists
are joined by « , » and each element may carry its mark; line breaks are written `\n`. The tables
of records set aside have a first column `Erreurs`.

`ministere.csv` has a row a field, and the headers that carry it, as published; case, dots, dashes
and underscores do not count. The first are those of the 2022 format (55 columns for contracts, 30
for concessions), the others those of earlier exports and of tables derived from it. `_1` stands for
each holder's rank.
"""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import duckdb

from spaser.moteur.decp.brut import CHAMPS_SANS_USAGE
from spaser.moteur.decp.champs import LISTES, VALEURS
from spaser.moteur.decp.tableaux.source import (
    RelationSource,
    list_rebuts,
    make_lecture,
    open_source,
)
from spaser.moteur.decp.tableaux.sql import (
    anomalie_json,
    enveloppe_json,
    fold_entete,
    liste_json,
    objet_json,
    select_brut,
    valeur_json,
)
from spaser.moteur.sql import identifiant
from spaser.moteur.valeurs import Lecture

TITULAIRES_MAX: Final = 3  # the export keeps no more holders
_RANGEES: Final = ("titulaires", "concessionnaires")  # fields with a header per rank of holder
_OPERATEUR: Final = ("typeIdentifiant", "id", "denominationSociale")

with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _fichier:
    ENTETES: Final = {
        ligne["champ"]: tuple(ligne["entetes"].split()) for ligne in csv.DictReader(_fichier)
    }


def _list_champs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each field and its folded headers; a holder's field is followed by « #rank »."""
    for champ, entetes in ENTETES.items():
        if not champ.startswith(_RANGEES):
            yield champ, tuple(fold_entete(e) for e in entetes)
            continue
        for rang in range(1, TITULAIRES_MAX + 1):
            plies = tuple(fold_entete(e.removesuffix("_1") + f"_{rang}") for e in entetes)
            yield f"{champ}#{rang}", plies


_CHAMPS: Final = dict(_list_champs())
_CONNUES: Final = {
    **{fold_entete(c): False for c in CHAMPS_SANS_USAGE},
    **{entete: True for entetes in _CHAMPS.values() for entete in entetes},
}
_LISTES: Final = tuple(VALEURS)
_HORS_BRUT: Final = "Erreurs"

# What the export writes for nothing, alone or after a mark.
_VIDE: Final = "nan|<na>|none|nat"
_ABSENT: Final = f"(?i)(?:mq|cdl)(?:\\s+(?:nc|{_VIDE}))?|{_VIDE}"
_MANQUANT: Final = f"(?i)mq(?:\\s+(?:nc|{_VIDE}))?"
_MARQUE: Final = "(?i)\\b(?:inx|mq|cdl|nan)\\b"


def load(connexion: duckdb.DuckDBPyConnection, chemin: Path, table: str, travail: Path) -> Lecture:
    """Read a table of the ministry, CSV or Parquet, into the new table `table`, a row a record."""
    with open_source(connexion, chemin, travail, _CONNUES) as source:
        connexion.execute(_select_brut(source, table))
        vides = list_rebuts(
            connexion, source, _rien(_present(source)), "ligne_vide", "aucune valeur connue"
        )
        return make_lecture(connexion, source, table, vides)


def _present(source: RelationSource) -> dict[str, str]:
    """Return the SQL, as text, of each field that has a column in this file."""
    return {
        champ: source.texte(*entetes)
        for champ, entetes in _CHAMPS.items()
        if any(e in source.colonnes for e in entetes)
    }


def _rien(textes: dict[str, str]) -> str:
    return f"coalesce({', '.join(textes.values())}) IS NULL" if textes else "true"


def _select_brut(source: RelationSource, table: str) -> str:
    textes = _present(source)
    lus = "".join(f", {t} AS {identifiant(c)}" for c, t in textes.items())
    nets = "".join(f", {_net(c)} AS {identifiant(c)}" for c in textes)
    colonnes = select_brut(_champs(textes), "rang", _famille(textes), "anomalies")
    return f"""
        CREATE TABLE {identifiant(table)} AS
        WITH lus AS (SELECT {source.rang} AS rang{lus} FROM {source.relation}
                     WHERE NOT ({_rien(textes)})),
             nets AS (SELECT rang, {_anomalies(textes)} AS anomalies{nets} FROM lus)
        SELECT {colonnes} FROM nets"""


# --- Marks --------------------------------------------------------------------------------------


def _net(champ: str) -> str:
    """Return the SQL of a value without its mark."""
    texte = identifiant(champ)
    if champ in _LISTES:
        elements = f"list_transform(string_split({texte}, ', '), lambda e: {_sans_marque('e')})"
        nette = (
            f"nullif(array_to_string(list_filter({elements}, lambda e: e IS NOT NULL), ', '), '')"
        )
        return f"CASE WHEN regexp_matches({texte}, '{_MARQUE}') THEN {nette} ELSE {texte} END"
    if champ == "objet":
        saut = "chr(10)"
        nette = _sans_marque(texte)
        return f"replace(replace(replace({nette}, '\\r\\n', {saut}), '\\n', {saut}), '\\r', {saut})"
    return _sans_marque(texte)


def _sans_marque(texte: str) -> str:
    nu = f"regexp_replace(trim(substr({texte}, 4)), '(?i)^(?:{_VIDE})$', '')"
    return (
        f"CASE WHEN {_hors_liste(texte)} THEN nullif({nu}, '') "
        f"WHEN length({texte}) < 10 AND regexp_full_match({texte}, '{_ABSENT}') THEN NULL "
        f"ELSE {texte} END"
    )


def _hors_liste(texte: str) -> str:
    return f"(upper(left({texte}, 4)) IN ('INX', 'INX '))"


def _manquant(texte: str) -> str:
    return f"(length({texte}) < 10 AND regexp_full_match({texte}, '{_MANQUANT}'))"


_MARQUES: Final = (
    ("valeur_obligatoire_manquante", _manquant),
    ("valeur_hors_liste", _hors_liste),
)


def _anomalies(textes: dict[str, str]) -> str:
    """Return the SQL of the anomalies that the marks tell, with the original value."""
    trouvees = []
    for champ in textes:
        texte = identifiant(champ)
        officiel = champ.partition("#")[0]
        if champ == _HORS_BRUT:
            condition = f"{texte} IS NOT NULL"
            trouvees.append(anomalie_json(condition, "ecarte_par_la_source", None, texte))
            continue
        for code, marque in _MARQUES:
            si = _any_element(texte, marque("e")) if champ in _LISTES else marque(texte)
            trouvees.append(anomalie_json(si, code, officiel, texte))
        if champ.endswith(f".id#{TITULAIRES_MAX}"):
            si = f"NOT regexp_full_match({texte}, '{_ABSENT}')"
            liste = officiel.partition(".")[0]
            trouvees.append(anomalie_json(si, "liste_peut_etre_tronquee", liste, texte))
    return liste_json(trouvees) if trouvees else "CAST(NULL AS VARCHAR)"


def _any_element(texte: str, condition: str) -> str:
    elements = f"list_filter(string_split({texte}, ', '), lambda e: {condition})"
    return f"(regexp_matches({texte}, '{_MARQUE}') AND len({elements}) > 0)"


# --- Shape of `brut` ------------------------------------------------------------------------------


def _champs(textes: Collection[str]) -> dict[str, str]:
    def read(champ: str) -> str:
        return _read_column(champ, textes)

    champs = {champ: read(champ) for champ in ENTETES if "." not in champ}
    imbriques = {chemin.partition(".")[0] for chemin in ENTETES if "." in chemin}
    champs |= {champ: valeur_json(champ, ENTETES, read) for champ in imbriques | set(_LISTES)}
    for liste in _RANGEES:
        objets = [
            objet_json({c: read(f"{liste}.{c}#{rang}") for c in _OPERATEUR})
            for rang in range(1, TITULAIRES_MAX + 1)
        ]
        champs[liste] = liste_json([enveloppe_json(LISTES[liste], objet) for objet in objets])
    return champs


def _read_column(champ: str, textes: Collection[str]) -> str:
    """Return the SQL of a clean value, NULL for a field without a column."""
    return identifiant(champ) if champ in textes else "CAST(NULL AS VARCHAR)"


def _famille(textes: Collection[str]) -> str:
    """Return the SQL of the family: what only a concession has, else what its nature says."""
    propres = (
        "autoriteConcedante.id",
        "concessionnaires.id#1",
        "dateDebutExecution",
        "valeurGlobale",
    )
    signes = ", ".join(_read_column(c, textes) for c in propres)
    nature = f"lower(strip_accents({_read_column('nature', textes)}))"
    return (
        f"CASE WHEN coalesce({signes}) IS NOT NULL "
        f"OR regexp_matches({nature}, 'concession|delegation de service') "
        "THEN 'concession' ELSE 'marche' END"
    )
