"""SOC-13 to SOC-17, SOC-IN and ECO-03 in paid euros before tax.

ESUS and inclusive spend stand side by side and are never added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import duckdb

from spaser.donnees.depenses.resultats.valeurs import ValeurDepense, to_euros
from spaser.donnees.sql import litteral

_ABSENCES: Final = {
    "ref_esus": "la liste des entreprises ESUS n’a pas été importée",
    "ref_inclusion": "la liste des fournisseurs inclusifs n’a pas été importée",
    "ref_sirene_unites": "le répertoire Sirene n’a pas été importé",
}
_SANS_TERRITOIRE: Final = "le territoire de l’acheteur n’est pas connu"
_SANS_FOURNISSEUR: Final = "aucun fournisseur de l’année n’est identifié"
_SANS_MONTANT: Final = "le total payé de l’année, avoirs déduits, n’est pas positif"
INCLUSIF: Final = "siae OR handicap"
_INCONNU: Final = "CAST(NULL AS BOOLEAN)"


@dataclass(frozen=True, slots=True)
class QuestionTaux:
    """What is asked of each line: true, false, or NULL when the supplier does not tell."""

    code: str
    reponse: str
    listes: tuple[str, ...]


QUESTIONS: Final = (
    QuestionTaux("SOC-13", "esus", ("ref_esus",)),
    QuestionTaux("SOC-14", "siae", ("ref_inclusion",)),
    QuestionTaux("SOC-15", "handicap", ("ref_inclusion",)),
    QuestionTaux("SOC-IN", INCLUSIF, ("ref_inclusion",)),
    QuestionTaux("SOC-17", "ess AND NOT esus", ("ref_sirene_unites", "ref_esus")),
)

_MONTANTS: Final = """
SELECT annee, count(*) FILTER (ht IS NOT NULL), count(*) FILTER (ht IS NULL),
    sum(ht) FILTER (({reponse}) = true), sum(ht) FILTER (({reponse}) = false),
    sum(ht) FILTER (({reponse}) IS NULL),
    sum(least(ht, 0)) FILTER (({reponse}) IS NULL),
    sum(greatest(ht, 0)) FILTER (({reponse}) IS NULL),
    count(*) FILTER (ht IS NOT NULL AND ({reponse}) IS NULL)
FROM depenses_faits WHERE etat = 'comptee' GROUP BY annee ORDER BY annee
"""
_INCLUSIFS: Final = f"""
SELECT annee, count(DISTINCT siret) FILTER ({INCLUSIF}), count(DISTINCT siret),
    count(DISTINCT cle_tiers) FILTER ((siae OR handicap) IS NULL), count(DISTINCT cle_tiers)
FROM depenses_faits WHERE etat = 'comptee' GROUP BY annee ORDER BY annee
"""
_SUPPLIERS: Final = """
WITH tiers AS (
    SELECT annee, cle_tiers, bool_or({reponse}) AS oui
    FROM depenses_faits WHERE etat = 'comptee' AND cle_tiers IS NOT NULL GROUP BY ALL)
SELECT annee, count(*), count(*) FILTER (oui), count(*) FILTER (oui = false),
    count(*) FILTER (oui IS NULL)
FROM tiers GROUP BY annee ORDER BY annee
"""


def compute_taux(
    connexion: duckdb.DuckDBPyConnection,
    absentes: frozenset[str],
    departements: Sequence[str] = (),
) -> list[ValeurDepense]:
    """Return the rates of each year, from the table of facts; `departements` are the buyer's."""
    valeurs = []
    for question in QUESTIONS:
        manquante = next((_ABSENCES[nom] for nom in question.listes if nom in absentes), None)
        valeurs += _list_montants(connexion, question.code, question.reponse, manquante)
    valeurs += _count_inclusifs(connexion, absentes)
    local = _local(departements)
    absence = None if departements else _SANS_TERRITOIRE
    valeurs += _list_montants(connexion, "ECO-03", local, absence)
    valeurs += _list_nombres(connexion, local, absence)
    return sorted(valeurs, key=lambda v: (v.annee, v.indicateur, v.variante))


def list_reponses(absentes: frozenset[str], departements: Sequence[str]) -> dict[str, str]:
    """Return, for each indicator, what a line answers; unknown when a list is missing."""
    reponses = {
        q.code: _INCONNU if absentes.intersection(q.listes) else q.reponse for q in QUESTIONS
    }
    return reponses | {"ECO-03": _local(departements)}


def _local(departements: Sequence[str]) -> str:
    if not departements:
        return _INCONNU
    return f"departement IN ({', '.join(map(litteral, departements))})"


def _list_montants(
    connexion: duckdb.DuckDBPyConnection, code: str, reponse: str, absence: str | None
) -> list[ValeurDepense]:
    lignes = connexion.execute(_MONTANTS.format(reponse=reponse)).fetchall()
    return [_make_montant(code, [x or 0 for x in ligne], absence) for ligne in lignes]


def _make_montant(code: str, ligne: list[int], absence: str | None) -> ValeurDepense:
    annee, n, ecartes, oui, non, inconnu, inconnu_bas, inconnu_haut, inconnus = ligne
    connu, total = oui + non, oui + non + inconnu
    if absence is None and n and inconnus == n:
        absence = _SANS_FOURNISSEUR
    elif absence is None and (connu <= 0 or total <= 0):
        absence = _SANS_MONTANT
    tue = absence is not None
    return ValeurDepense(
        annee=annee,
        indicateur=code,
        variante="montant",
        numerateur=to_euros(0 if tue else oui),
        denominateur=to_euros(0 if tue else connu),
        inconnu=to_euros(total if tue else inconnu),
        n=n,
        inconnus=n if tue else inconnus,
        ecartes=ecartes,
        valeur=None if tue else oui / connu,
        bas=None if tue else (oui + inconnu_bas) / total,
        haut=None if tue else (oui + inconnu_haut) / total,
        absence=absence,
    )


def _count_inclusifs(
    connexion: duckdb.DuckDBPyConnection, absentes: frozenset[str]
) -> list[ValeurDepense]:
    absence = _ABSENCES["ref_inclusion"] if "ref_inclusion" in absentes else None
    return [
        ValeurDepense(
            annee=annee,
            indicateur="SOC-16",
            variante="total",
            numerateur=Decimal(0 if absence else oui),
            denominateur=Decimal(0 if absence else connus),
            inconnu=Decimal(n if absence else inconnus),
            n=n,
            inconnus=n if absence else inconnus,
            ecartes=0,
            valeur=None if absence or not connus else float(oui),
            bas=None if absence else float(oui),
            haut=None if absence else float(oui + inconnus),
            absence=absence or (None if connus else _SANS_FOURNISSEUR),
        )
        for annee, oui, connus, inconnus, n in connexion.execute(_INCLUSIFS).fetchall()
    ]


def _list_nombres(
    connexion: duckdb.DuckDBPyConnection, reponse: str, absence: str | None
) -> list[ValeurDepense]:
    requete = _SUPPLIERS.format(reponse=reponse)
    valeurs = []
    for annee, n, oui, non, inconnus in connexion.execute(requete).fetchall():
        connus = oui + non
        manque = absence or (None if connus else _SANS_FOURNISSEUR)
        valeurs.append(
            ValeurDepense(
                annee=annee,
                indicateur="ECO-03",
                variante="nombre",
                numerateur=Decimal(oui),
                denominateur=Decimal(connus),
                inconnu=Decimal(inconnus),
                n=n,
                inconnus=inconnus,
                ecartes=0,
                valeur=None if manque else oui / connus,
                bas=None if manque else oui / n,
                haut=None if manque else (oui + inconnus) / n,
                absence=manque,
            )
        )
    return valeurs
