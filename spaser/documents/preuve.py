"""The contracts behind a figure, sorted by what they count for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from spaser.documents.tableur import write_csv
from spaser.donnees.valeurs import Acheteur, Fiche, LignePreuve

ETATS: Final[dict[str, str]] = {
    "compte": "compté",
    "non_compte": "non compté",
    "inconnu": "sans réponse",
    "ecarte": "écarté",
}

EXPLICATIONS: Final[dict[str, str]] = {
    "compte": "au numérateur et au dénominateur",
    "non_compte": "au dénominateur seulement",
    "inconnu": "ni l’un ni l’autre : ils font la fourchette",
    "ecarte": "hors du calcul",
}

_ENTETES: Final = (
    "SIREN", "Indicateur", "Année", "État", "Marché", "Objet", "Notifié le", "Montant HT",
    "Fichier", "Rang dans le fichier",
)  # fmt: skip


def count_etats(lignes: Iterable[LignePreuve]) -> dict[str, int]:
    """Return how many contracts are in each state, in reading order."""
    comptes = Counter[str](ligne.etat for ligne in lignes)
    return {etat: comptes[etat] for etat in ETATS if comptes[etat]}


def to_dict(
    acheteur: Acheteur, fiche: Fiche, annee: int, lignes: Sequence[LignePreuve]
) -> dict[str, Any]:
    """Return plain values, ready for JSON."""
    return {
        "acheteur": asdict(acheteur),
        "indicateur": asdict(fiche),
        "annee": annee,
        "comptes": count_etats(lignes),
        "marches": [_ligne(ligne) for ligne in lignes],
    }


def _ligne(ligne: LignePreuve) -> dict[str, Any]:
    jour = ligne.date_notification
    return {**asdict(ligne), "date_notification": jour.isoformat() if jour else None}


def to_csv(acheteur: Acheteur, fiche: Fiche, annee: int, lignes: Iterable[LignePreuve]) -> str:
    """Return the contracts as a CSV file."""
    return write_csv(
        _ENTETES,
        (
            (
                acheteur.siren,
                fiche.code,
                annee,
                ETATS[ligne.etat],
                ligne.id,
                ligne.objet,
                ligne.date_notification,
                ligne.montant,
                ligne.fichier,
                ligne.rang,
            )
            for ligne in lignes
        ),
    )
