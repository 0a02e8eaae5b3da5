"""Lines that go together: a credit note and its invoice, and look-alikes that are still counted."""

from __future__ import annotations

from typing import Final

import duckdb

from spaser.donnees.depenses.resultats.valeurs import Avoirs, Paire, to_euros

LIMITE: Final = 200

_CLE: Final = "coalesce(siren, nullif(tiers_plie || '|' || coalesce(code_postal, ''), '|'))"
_LIGNES: Final = f"""
lignes AS (
    SELECT row_number() OVER (ORDER BY fichier, feuille, ligne) AS cle, {_CLE} AS cle_tiers,
           fichier, ligne, tiers, lu, jour, piece
    FROM depenses WHERE etat IN ('comptee', 'a_verifier') AND {_CLE} IS NOT NULL)
"""
# A credit note and the only line that it cancels to the cent, at the same supplier, not after it.
_AVOIRS: Final = f"""
WITH {_LIGNES},
paires AS (
    SELECT a.fichier, a.ligne, f.fichier AS autre, f.ligne AS ligne_autre, a.tiers, a.lu,
           count(*) OVER (PARTITION BY a.cle) AS choix,
           count(*) OVER (PARTITION BY f.cle) AS partages
    FROM lignes a JOIN lignes f ON f.cle_tiers = a.cle_tiers AND f.lu = -a.lu
    WHERE a.lu < 0 AND coalesce(f.jour <= a.jour, true))
SELECT fichier, ligne, autre, ligne_autre, tiers, lu FROM paires WHERE choix = 1 AND partages = 1
ORDER BY lu, fichier, ligne
"""
# The same supplier, the same day, the same amount: counted, and listed.
_SEMBLABLES: Final = f"""
WITH {_LIGNES},
suites AS (
    SELECT *, lag(fichier) OVER w AS autre, lag(ligne) OVER w AS ligne_autre FROM lignes
    WHERE jour IS NOT NULL AND lu > 0
    WINDOW w AS (PARTITION BY cle_tiers, jour, lu ORDER BY cle))
SELECT fichier, ligne, autre, ligne_autre, tiers, lu FROM suites WHERE autre IS NOT NULL
ORDER BY lu DESC, fichier, ligne
"""


def list_avoirs(connexion: duckdb.DuckDBPyConnection, limite: int = LIMITE) -> Avoirs:
    """Return the credit notes, and those whose invoice is plain."""
    lignes, centimes = connexion.execute(
        "SELECT count(*), sum(lu) FROM depenses WHERE etat = 'comptee' AND lu < 0"
    ).fetchall()[0]
    trouves = connexion.execute(_AVOIRS).fetchall()
    return Avoirs(lignes, to_euros(centimes), tuple(map(_make, trouves[:limite])), len(trouves))


def list_semblables(
    connexion: duckdb.DuckDBPyConnection, limite: int = LIMITE
) -> tuple[int, tuple[Paire, ...]]:
    """Return how many lines look like another one, and the largest of them."""
    trouvees = connexion.execute(_SEMBLABLES).fetchall()
    return len(trouvees), tuple(map(_make, trouvees[:limite]))


def _make(ligne: tuple[str, int, str, int, str | None, int]) -> Paire:
    fichier, numero, autre, autre_numero, tiers, lu = ligne
    return Paire(fichier, numero, autre, autre_numero, tiers, to_euros(lu))
