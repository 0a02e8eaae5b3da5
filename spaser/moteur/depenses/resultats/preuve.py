"""The lines behind the figures: what each one answers, filtered, by pages."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from spaser.elements import fold_mots
from spaser.moteur.depenses.achats import ANNEE_M57, M57, RegleCompte, find_regle
from spaser.moteur.depenses.base import open_lignes
from spaser.moteur.depenses.resultats.taux import list_reponses
from spaser.moteur.depenses.resultats.totaux import COUVERTURE, FAMILLE, SEGMENTS
from spaser.moteur.depenses.resultats.valeurs import to_euros
from spaser.moteur.sql import litteral

REPONSES: Final[dict[str, str]] = {"oui": "= true", "non": "= false", "inconnu": "IS NULL"}
_TEXTE: Final = "contains(strip_accents(lower(concat_ws(' ', tiers, objet, piece, siren))), ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtre:
    """Which lines to keep; what is empty keeps them all."""

    annee: int | None = None
    etat: str = ""
    motif: str = ""
    compte: str = ""
    famille: str = ""
    couverture: str = ""
    fichier: str = ""
    decision: bool = False
    indicateur: str = ""
    reponse: str = ""
    texte: str = ""


@dataclass(frozen=True, slots=True)
class LigneDepense:
    """A line with the way back to its file, what became of it, and its answer if one is asked."""

    fichier: str
    feuille: str | None
    ligne: int
    etat: str
    motif: str | None
    decision: str | None
    annee: int | None
    jour: date | None
    tiers: str | None
    siren: str | None
    siret: str | None
    code_postal: str | None
    compte: str | None
    famille: str | None
    marche: str | None
    couverture: str | None
    piece: str | None
    objet: str | None
    lu: Decimal
    ht: Decimal | None
    empreinte: int
    reponse: bool | None


@dataclass(frozen=True, slots=True)
class Tranche:
    nombre: int
    lu: Decimal
    ht: Decimal
    lignes: tuple[LigneDepense, ...]


@dataclass(frozen=True, slots=True)
class CompteLu:
    compte: str
    regle: RegleCompte | None
    etat: str
    motif: str | None
    decision: str | None
    lignes: int
    lu: Decimal


def write_preuve(
    connexion: duckdb.DuckDBPyConnection,
    sortie: Path,
    absentes: frozenset[str],
    departements: Sequence[str],
) -> None:
    reponses = ", ".join(
        f"({expression}) AS {_column(code)}"
        for code, expression in list_reponses(absentes, departements).items()
    )
    connexion.execute(
        f"COPY (SELECT depenses.* REPLACE ({FAMILLE} AS famille), {COUVERTURE} AS couverture, "
        f"r.* EXCLUDE (fichier, feuille, ligne) FROM depenses {SEGMENTS} "
        f"LEFT JOIN (SELECT fichier, feuille, ligne, {reponses} FROM depenses_faits) r "
        "ON r.fichier = depenses.fichier AND r.ligne = depenses.ligne "
        "AND r.feuille IS NOT DISTINCT FROM depenses.feuille "
        "ORDER BY depenses.annee, abs(depenses.lu) DESC, depenses.fichier, depenses.ligne) "
        f"TO {litteral(str(sortie))} (FORMAT parquet, COMPRESSION zstd)"
    )


def read_tranche(chemin: Path, filtre: Filtre, debut: int = 0, nombre: int | None = 50) -> Tranche:
    """Return the lines that a filter keeps, the largest first in each year."""
    condition, parametres = _write_condition(filtre)
    reponse = _column(filtre.indicateur) if filtre.indicateur else "NULL::BOOLEAN"
    colonnes = [c.name for c in fields(LigneDepense) if c.name != "reponse"]
    limite = "" if nombre is None else f"LIMIT {int(nombre)} OFFSET {int(debut)}"
    with open_lignes(chemin) as connexion:
        [(total, lu, ht)] = connexion.execute(
            f"SELECT count(*), sum(lu)::BIGINT, sum(ht)::BIGINT FROM depenses WHERE {condition}",
            parametres,
        ).fetchall()
        lignes = connexion.execute(
            f"SELECT {', '.join(colonnes)}, {reponse} FROM depenses WHERE {condition} {limite}",
            parametres,
        ).fetchall()
    return Tranche(total, to_euros(lu), to_euros(ht), tuple(_make(colonnes, v) for v in lignes))


def find_ligne(chemin: Path, empreinte: int) -> LigneDepense | None:
    """Return the first line that has this hash."""
    colonnes = [c.name for c in fields(LigneDepense) if c.name != "reponse"]
    with open_lignes(chemin) as connexion:
        lignes = connexion.execute(
            f"SELECT {', '.join(colonnes)}, NULL::BOOLEAN FROM depenses "
            "WHERE empreinte = ? LIMIT 1",
            [empreinte],
        ).fetchall()
    return _make(colonnes, lignes[0]) if lignes else None


def list_comptes(chemin: Path) -> list[CompteLu]:
    with open_lignes(chemin) as connexion:
        lignes = connexion.execute(
            "SELECT coalesce(compte, ''), etat, motif, any_value(decision), count(*), "
            "sum(lu)::BIGINT, max(annee) FROM depenses WHERE etat <> 'quarantaine' "
            "GROUP BY compte, etat, motif ORDER BY sum(abs(lu)) DESC, compte, etat, motif"
        ).fetchall()
    return [
        CompteLu(compte, _find(compte, annee), etat, motif, decision, n, to_euros(lu))
        for compte, etat, motif, decision, n, lu, annee in lignes
    ]


def _find(compte: str, annee: int | None) -> RegleCompte | None:
    regle = find_regle(compte, M57 if (annee or 0) >= ANNEE_M57 else None) if compte else None
    return regle if regle and regle.libelle else None


def count_annees(chemin: Path) -> dict[str, dict[int, int]]:
    with open_lignes(chemin) as connexion:
        lignes = connexion.execute(
            "SELECT fichier, annee, count(*) FROM depenses WHERE annee IS NOT NULL "
            "GROUP BY fichier, annee ORDER BY fichier, annee"
        ).fetchall()
    comptes: dict[str, dict[int, int]] = {}
    for fichier, annee, nombre in lignes:
        comptes.setdefault(fichier, {})[annee] = nombre
    return comptes


def _column(code: str) -> str:
    """Return the column of an indicator; its code is one of ours, never a user's text."""
    return code.lower().replace("-", "_")


def _write_condition(filtre: Filtre) -> tuple[str, list[Any]]:
    conditions, parametres = ["true"], list[Any]()
    for colonne in ("annee", "etat", "motif", "famille", "couverture", "fichier"):
        if valeur := getattr(filtre, colonne):
            conditions.append(f"{colonne} = ?")
            parametres.append(valeur)
    if filtre.compte:
        conditions.append("starts_with(compte, ?)")
        parametres.append(filtre.compte)
    if filtre.decision:
        conditions.append("decision IS NOT NULL")
    if filtre.indicateur:
        conditions.append("etat = 'comptee' AND ht IS NOT NULL")
        if filtre.reponse in REPONSES:
            conditions.append(f"{_column(filtre.indicateur)} {REPONSES[filtre.reponse]}")
    if texte := fold_mots(filtre.texte):
        conditions.append(_TEXTE)
        parametres.append(texte)
    return " AND ".join(conditions), parametres


def _make(colonnes: list[str], valeurs: tuple[Any, ...]) -> LigneDepense:
    champs = dict(zip(colonnes, valeurs, strict=False))
    champs["lu"] = to_euros(champs["lu"])
    champs["ht"] = None if champs["ht"] is None else to_euros(champs["ht"])
    return LigneDepense(**champs, reponse=valeurs[-1])
