"""Reading a private store over the national one: a correction supersedes and never duplicates.

The key of a contract may depend on the order in which a store met its records, so keys are not
compared: the records of both stores are, group by group, as a build that held them all would do.
A private record then takes the key of the national contract that it supersedes; so does one that
nothing links (an id and an answer, a buyer's own words), when one contract alone has its id and lot
and nothing says that it is another. What it does not say (a spreadsheet has few columns) stays
what is published. It gives way to a published version that says that it is later; both are then
origins of the contract all the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import duckdb

from spaser.moteur.decp.identite import SANS_DECISION, Decisions, link_traces, may_share_id
from spaser.moteur.entrepot.compte import acheteurs_sql
from spaser.moteur.entrepot.membres import Membre, derive_cle, group_linked, read_membres
from spaser.moteur.entrepot.schema import APRES, NATIONAL, PRIVE, TABLES
from spaser.moteur.sql import select_donnees, transpose

# What a private record says of itself, and amounts, which go together or not at all.
_PROPRES: Final = frozenset(
    "ligne groupe empreinte famille format id source rang date_version cle nb_versions "
    "double_compte".split()
)
_MONTANTS: Final = frozenset(
    "montant_initial montant montant_suspicion increment_suspect montant_utile".split()
)

_REMPLACEES: Final = {"cle": "UBIGINT", "montree": "UBIGINT"}
_CLES_PRIVEES: Final = {"prive": "UBIGINT", "cle": "UBIGINT", "depassee": "BOOLEAN"}


def superpose(connexion: duckdb.DuckDBPyConnection, decisions: Decisions = SANS_DECISION) -> None:
    """Create the views of `schema.TABLES` that show private records in place of national ones.

    And, beside them, of what both stores read, under the keys that are shown. Expects the views of
    each store in its schema.
    """
    _match(connexion, decisions)
    for table, colonnes in TABLES.items():
        connexion.execute(f"CREATE VIEW main.{table} AS {_union(table, colonnes)}")
    for table in ("records", "lieux", "titulaires_lus_parts", "fusions"):
        connexion.execute(
            f"CREATE VIEW main.{table} AS FROM {NATIONAL}.{table} "
            f"UNION ALL BY NAME FROM {PRIVE}.{table}"
        )
    connexion.execute(f"CREATE VIEW main.retouches AS {_RETOUCHES}")


@dataclass(slots=True)
class Recouvrement:
    """What two stores have in common: each key that is not shown as it is, and the one shown."""

    remplacees: dict[int, int] = field(default_factory=dict)  # national keys that give way
    cles: dict[int, int] = field(default_factory=dict)  # private keys
    depassees: set[int] = field(default_factory=set)  # private keys that give way


def _match(connexion: duckdb.DuckDBPyConnection, decisions: Decisions) -> None:
    """Make `remplacees` and `cles_privees`: a key that was read, and the key shown."""
    membres: dict[int, list[Membre]] = defaultdict(list)
    for schema in (NATIONAL, PRIVE):
        for membre in read_membres(connexion, schema, _PARTAGES):
            retenu = membre if membre.montre else membre._replace(cle_ancienne=None)
            membres[membre.groupe].append(retenu)
    vu = Recouvrement()
    for ensemble in membres.values():
        _match_groupe(ensemble, vu, decisions)
    connexion.execute(
        f"CREATE TEMP TABLE remplacees AS {select_donnees(_REMPLACEES)}",
        transpose(vu.remplacees.items(), _REMPLACEES),
    )
    connexion.execute(
        "CREATE TEMP TABLE cles_privees AS SELECT *, "
        f"cle IN (SELECT cle FROM {NATIONAL}.retouches WHERE double_compte) AS double_compte "
        f"FROM ({select_donnees(_CLES_PRIVEES)})",
        transpose(
            [(prive, cle, prive in vu.depassees) for prive, cle in vu.cles.items()], _CLES_PRIVEES
        ),
    )


def _match_groupe(
    membres: list[Membre], vu: Recouvrement, decisions: Decisions = SANS_DECISION
) -> None:
    prises = set(_list_cles(m for m in membres if m.ligne < APRES))
    for contrat in group_contrats(membres, decisions):
        tenus = [(m, m.cle_ancienne) for m in contrat if m.cle_ancienne is not None]
        publies = [(m, cle) for m, cle in tenus if m.ligne < APRES]
        prives = [(m, cle) for m, cle in tenus if m.ligne >= APRES]
        if publies and prives and _is_later([m for m, _ in publies], [m for m, _ in prives]):
            vu.cles |= {cle: publies[0][1] for _, cle in prives}
            vu.depassees |= {cle for _, cle in prives}
            continue
        for rang, (membre, ancienne) in enumerate(prives):
            if rang < len(publies):
                vu.cles[ancienne] = publies[rang][1]
            elif ancienne in prises:
                vu.cles[ancienne] = derive_cle(membre, prises)
            prises.add(vu.cles.get(ancienne, ancienne))
        if prives:
            montrees = [vu.cles.get(cle, cle) for _, cle in prives]
            vu.remplacees |= {cle: cle if cle in montrees else montrees[0] for _, cle in publies}


def group_contrats(
    membres: Iterable[Membre], decisions: Decisions = SANS_DECISION
) -> list[list[Membre]]:
    """Share the records of both stores between contracts; each sorted by arrival."""
    ordonnes = sorted(membres, key=lambda m: m.ligne)
    contrats = group_linked(ordonnes, link_traces([m.trace for m in ordonnes], decisions))
    publies = [c for c in contrats if c[0].ligne < APRES]
    for seul in [c for c in contrats if c[0].ligne >= APRES]:
        memes = [c for c in publies if c[0].trace.lot_dit == seul[0].trace.lot_dit]
        if len(memes) == 1 and may_share_id(memes[0][-1].trace, seul[0].trace):
            contrats.remove(seul)
            memes[0].extend(seul)
    return contrats


def _is_later(publies: Iterable[Membre], prives: Iterable[Membre]) -> bool:
    """Tell whether what is published says that it is later; who gives no day is not earlier."""
    publie, prive = _find_version(publies), _find_version(prives)
    return None not in {publie[0], prive[0]} and publie > prive


def _find_version(membres: Iterable[Membre]) -> tuple[date | None, int]:
    versions = [(m.date_version, m.nb_modifications) for m in membres]
    return (None, 0) if any(jour is None for jour, _ in versions) else max(versions)


def _list_cles(membres: Iterable[Membre]) -> list[int]:
    return [m.cle_ancienne for m in membres if m.cle_ancienne is not None]


_PARTAGES: Final = (
    f"groupe IN (SELECT groupe FROM {PRIVE}.records "
    f"INTERSECT SELECT groupe FROM {NATIONAL}.records)"
)


def _union(table: str, colonnes: dict[str, str]) -> str:
    if table == "valeurs":
        return f"FROM {NATIONAL}.valeurs"
    if table == "noms":
        return (
            f"FROM {PRIVE}.noms ANTI JOIN {NATIONAL}.noms USING (siren) "
            f"UNION ALL FROM {NATIONAL}.noms"
        )
    if table == "acheteurs":
        return (
            f"{acheteurs_sql(0, f'SELECT siren FROM {PRIVE}.acheteurs')} UNION ALL BY NAME "
            f"SELECT n.* FROM {NATIONAL}.acheteurs n ANTI JOIN {PRIVE}.acheteurs p USING (siren)"
        )
    remplacements = _remplacements(colonnes) | _completes(table, colonnes)
    choix = ", ".join(f"{expression} AS {nom}" for nom, expression in remplacements.items())
    choix = f" REPLACE ({choix})" if choix else ""
    privee, suite = f"SELECT p.*{choix} FROM {PRIVE}.{table} p", ""
    nationale = f"SELECT n.* FROM {NATIONAL}.{table} n"
    if "cle" in colonnes:
        privee += " LEFT JOIN cles_privees c ON c.prive = p.cle"
        suite = " WHERE NOT coalesce(c.depassee, false)"
        if table == "marches":
            privee += f" LEFT JOIN {NATIONAL}.marches n ON n.cle = c.cle"
        if table != "doublons":
            retirees = _SANS_TITULAIRE if table == "titulaires" else _TOUTES
            nationale += f" ANTI JOIN ({retirees}) r USING (cle)"
    if "cle_semblable" in colonnes:
        privee += " LEFT JOIN cles_privees s ON s.prive = p.cle_semblable"
    return f"{privee}{suite} UNION ALL BY NAME {nationale}"


_DOUBLE_COMPTE: Final = "p.double_compte OR coalesce(c.double_compte, false)"

# Each record, its fate in its store, and the key shown; `lue` is the national one.
_RETOUCHES: Final = f"""
SELECT ligne, coalesce(v.montree, r.cle, m.groupe) AS cle, coalesce(r.statut, 'retenu') AS statut,
       coalesce(r.cle, m.groupe) AS lue
FROM {NATIONAL}.records m LEFT JOIN {NATIONAL}.retouches r USING (ligne)
LEFT JOIN remplacees v ON v.cle = coalesce(r.cle, m.groupe)
UNION ALL
SELECT ligne, coalesce(v.cle, r.cle, m.groupe), coalesce(r.statut, 'retenu'), NULL
FROM {PRIVE}.records m LEFT JOIN {PRIVE}.retouches r USING (ligne)
LEFT JOIN cles_privees v ON v.prive = coalesce(r.cle, m.groupe)
"""

# The keys whose national rows give way; holders stay where the private record names none.
_TOUTES: Final = "SELECT cle FROM remplacees"
_SANS_TITULAIRE: Final = f"""
    SELECT cle FROM remplacees EXCEPT
    SELECT cle FROM cles_privees
    WHERE prive NOT IN (SELECT cle FROM {PRIVE}.titulaires)
"""


def _completes(table: str, colonnes: dict[str, str]) -> dict[str, str]:
    """Return the SQL of the columns where what is published fills what is not said."""
    if table != "marches":
        return {}
    completes = {nom: f"coalesce(p.{nom}, n.{nom})" for nom in colonnes}
    completes |= {
        nom: f"CASE WHEN p.montant_initial IS NULL THEN n.{nom} ELSE p.{nom} END"
        for nom in _MONTANTS
    }
    completes["montant_utile"] = (
        f"CASE WHEN {_DOUBLE_COMPTE} THEN NULL WHEN p.montant_initial IS NULL THEN n.montant_utile "
        "ELSE p.montant_utile END"
    )
    completes["nb_titulaires"] = "coalesce(nullif(p.nb_titulaires, 0), n.nb_titulaires, 0)"
    return {nom: sql for nom, sql in completes.items() if nom not in _PROPRES}


def _remplacements(colonnes: dict[str, str]) -> dict[str, str]:
    """Return the SQL of the columns that a private record does not give as they are."""
    remplacements = {
        "cle": "coalesce(c.cle, p.cle)",
        "cle_semblable": "coalesce(s.cle, p.cle_semblable)",
        "double_compte": _DOUBLE_COMPTE,
    }
    return {nom: sql for nom, sql in remplacements.items() if nom in colonnes}
