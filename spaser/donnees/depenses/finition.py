"""What only the whole set of lines tells: which ones are there twice."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spaser.donnees.depenses.base import open_lignes
from spaser.donnees.depenses.lignes import SCHEMA
from spaser.donnees.depenses.modele import CompteRendu, Etat, Remarque
from spaser.donnees.sql import litteral

_DOUBLON: Final = "doublon_exact"
_COMPTEES: Final = "etat IN ('comptee', 'a_verifier')"

# The whole row is the same and it bears a piece number: the same line, met twice.
_RANG: Final = f"""
SELECT *, CASE WHEN piece IS NOT NULL AND {_COMPTEES} THEN row_number() OVER (
    PARTITION BY empreinte, piece, ({_COMPTEES})
    ORDER BY fichier, feuille, ligne) ELSE 1 END AS rang
FROM depenses
"""
_ECARTEES: Final = f"""
SELECT fichier, feuille, ligne, etat, lu, piece FROM ({_RANG}) WHERE rang > 1
ORDER BY fichier, feuille, ligne
"""


def finish(brut: Path, propre: Path, rendu: CompteRendu, *, garder_doublons: bool) -> None:
    """Write the lines once duplicates are set apart."""
    colonnes = ", ".join(
        nom if nom not in {"etat", "motif"} else _renamed(nom) for nom in SCHEMA.names
    )
    with open_lignes(brut) as connexion:
        ecartees = [] if garder_doublons else connexion.execute(_ECARTEES).fetchall()
        source = f"({_RANG})" if ecartees else "(SELECT *, 1 AS rang FROM depenses)"
        connexion.execute(
            f"COPY (SELECT {colonnes} FROM {source} ORDER BY fichier, feuille, ligne) "
            f"TO {litteral(str(propre))} (FORMAT parquet, COMPRESSION zstd)"
        )
    for fichier, feuille, ligne, etat, lu, piece in ecartees:
        rendu.move(_DOUBLON, 1, lu, Etat(etat))
        rendu.remark(Remarque(_DOUBLON, fichier, feuille, ligne, "piece", str(piece)))


def _renamed(nom: str) -> str:
    valeur = Etat.ECARTEE.value if nom == "etat" else _DOUBLON
    return f"CASE WHEN rang > 1 THEN '{valeur}' ELSE {nom} END AS {nom}"
