"""What years the files of a store hold, whoever bought: from the days kept, none is read again.

Files of one publisher bear one name but for dates and ranks: they make a series.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import duckdb

from spaser.moteur.boite.memoire import fit_moteur
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.manifeste import name_serie
from spaser.moteur.entrepot.schema import PREFIXE
from spaser.moteur.entrepot.vues import RETIRES, read_parts
from spaser.moteur.sql import litteral
from spaser.moteur.valeurs import AnneeVue, SerieLue, SourceLue

_BORD: Final = 0.01

_VUES: Final = f"""
SELECT source, annee, count(*), quantile_disc(date_notification, {_BORD}),
       quantile_disc(date_notification, {1 - _BORD}),
       max(date_version) FILTER (date_version <= lu_le), min(acheteur_siren), max(acheteur_siren)
FROM (SELECT m.* REPLACE (s.serie AS source), s.lu_le
      FROM {{marches}} m JOIN series s ON s.cle = m.source)
GROUP BY GROUPING SETS ((source), (source, annee)) HAVING source IS NOT NULL
ORDER BY source, annee NULLS FIRST
"""


def list_series(entrepot: Entrepot, siren: str) -> tuple[SerieLue, ...]:
    siennes = {
        name_serie(s.nom) for s in entrepot.sources_de(siren) if not s.cle.startswith(PREFIXE)
    }
    sources = tuple(s for s in entrepot.sources() if not s.cle.startswith(PREFIXE))
    parts = tuple(entrepot.manifeste.parts)
    series = dict(_read_version(entrepot.version, parts, entrepot.manifeste.cree_le, sources))
    publiques = [series[nom] for nom in sorted(siennes) if nom in series]
    return (*publiques, *_read_privees(entrepot, siren))


@lru_cache(maxsize=4)
def _read_version(
    version: Path, parts: tuple[int, ...], _cree_le: str, sources: tuple[SourceLue, ...]
) -> tuple[tuple[str, SerieLue], ...]:
    with duckdb.connect(config={"threads": 2, "memory_limit": f"{fit_moteur()}B"}) as connexion:
        lus = read_parts(version, parts, "marches")
        retires = version / f"{RETIRES}.parquet"
        if retires.exists():
            lus = f"FROM ({lus}) ANTI JOIN {litteral(str(retires))} USING (ligne)"
        marches = f"({lus})"
        return _read(connexion, marches, sources)


def _read_privees(entrepot: Entrepot, siren: str) -> list[SerieLue]:
    """Read the files of a buyer's own: what they show is hers alone."""
    sources = tuple(s for s in entrepot.sources() if s.cle.startswith(PREFIXE))
    marches = "(FROM marches WHERE acheteur_siren = $siren)"
    return [serie for _, serie in _read(entrepot.connexion, marches, sources, siren=siren)]


def _read(
    connexion: duckdb.DuckDBPyConnection,
    marches: str,
    sources: Sequence[SourceLue],
    **parametres: str,
) -> tuple[tuple[str, SerieLue], ...]:
    if not sources:
        return ()
    noms = [name_serie(source.nom) for source in sources]
    fichiers: dict[str, list[SourceLue]] = defaultdict(list)
    for nom, source in zip(noms, sources, strict=True):
        fichiers[nom].append(source)
    series = "(SELECT unnest($cles) AS cle, unnest($series) AS serie, unnest($jours) AS lu_le)"
    lignes = connexion.execute(
        f"WITH series AS {series} {_VUES.format(marches=marches)}",
        {
            "cles": [source.cle for source in sources],
            "series": noms,
            "jours": [source.date_import for source in sources],
            **parametres,
        },
    ).fetchall()
    par_serie: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for nom, *ligne in lignes:
        par_serie[nom].append(tuple(ligne))
    return tuple((nom, _make(fichiers[nom], suite)) for nom, suite in par_serie.items())


def _make(fichiers: list[SourceLue], lignes: list[tuple[Any, ...]]) -> SerieLue:
    lu_le: date = max(fichier.date_import for fichier in fichiers)
    toutes = max(lignes, key=lambda ligne: ligne[1])  # all years together, which has the most
    return SerieLue(
        fichiers=tuple(fichiers),
        annees=tuple(AnneeVue(*ligne[:4]) for ligne in lignes if ligne[0] is not None),
        publie_le=toutes[4] or lu_le,
        un_acheteur=toutes[5] == toutes[6],
    )
