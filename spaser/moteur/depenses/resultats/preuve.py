"""The lines behind the figures: what each one answers, filtered, by pages."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from spaser.elements import fold_mots
from spaser.moteur.depenses.achats import RegleCompte, find_regle
from spaser.moteur.depenses.base import Connexion, copy_lignes, list_rows, open_lignes
from spaser.moteur.depenses.modele import to_euros
from spaser.moteur.depenses.resultats.taux import list_reponses
from spaser.moteur.depenses.resultats.totaux import COUVERTURE, FAMILLE, SEGMENTS

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
    connexion: Connexion, sortie: Path, absentes: frozenset[str], departements: Sequence[str]
) -> None:
    reponses = ", ".join(
        f"({expression}) AS {_column(code)}"
        for code, expression in list_reponses(absentes, departements).items()
    )
    copy_lignes(
        connexion,
        f"SELECT depenses.* REPLACE ({FAMILLE} AS famille), {COUVERTURE} AS couverture, "
        f"r.* EXCLUDE (fichier, feuille, ligne) FROM depenses {SEGMENTS} "
        f"LEFT JOIN (SELECT fichier, feuille, ligne, {reponses} FROM depenses_faits) r "
        "ON r.fichier = depenses.fichier AND r.ligne = depenses.ligne "
        "AND r.feuille IS NOT DISTINCT FROM depenses.feuille "
        "ORDER BY depenses.annee, abs(depenses.lu) DESC, depenses.fichier, depenses.ligne",
        sortie,
    )


def read_tranche(chemin: Path, filtre: Filtre, debut: int = 0, nombre: int | None = 50) -> Tranche:
    """Return the lines that a filter keeps, the largest first in each year."""
    condition, parametres = _write_condition(filtre)
    limite = "" if nombre is None else f"LIMIT {int(nombre)} OFFSET {int(debut)}"
    with open_lignes(chemin) as connexion:
        [(total, lu, ht)] = connexion.execute(
            f"SELECT count(*), sum(lu)::BIGINT, sum(ht)::BIGINT FROM depenses WHERE {condition}",
            parametres,
        ).fetchall()
        requete = f"{_select(filtre.indicateur)} WHERE {condition} {limite}"
        lignes = list_rows(connexion, LigneDepense, requete, parametres)
    return Tranche(total, to_euros(lu), to_euros(ht), tuple(lignes))


def find_ligne(chemin: Path, empreinte: int) -> LigneDepense | None:
    """Return the first line that has this hash."""
    with open_lignes(chemin) as connexion:
        requete = f"{_select()} WHERE empreinte = ? LIMIT 1"
        return next(iter(list_rows(connexion, LigneDepense, requete, [empreinte])), None)


def _select(indicateur: str = "") -> str:
    colonnes = ", ".join(champ.name for champ in fields(LigneDepense)[:-1])
    reponse = _column(indicateur) if indicateur else "NULL::BOOLEAN"
    return f"SELECT {colonnes}, {reponse} FROM depenses"


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
    regle = find_regle(compte, annee=annee) if compte else None
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
