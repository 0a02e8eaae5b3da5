"""Asks the full-text structure of the database at hand; both give the same rows in one order.

The rank is a number of circles: 4 when every term is in the name, 3 when name and place hold them
all, 2 with the axes, 1 with the rest. Then comes the name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

type Terme = tuple[str, bool]
"""A stem, and whether longer words that begin with it are wanted too."""

type Trouve = tuple[int, int]
"""The number of an object and its rank."""

_CERCLES: Final = (
    ("titre",),
    ("titre", "lieu"),
    ("titre", "lieu", "axes"),
    ("titre", "lieu", "axes", "reste"),
)
_POIDS: Final = ("A", "AB", "ABC", "ABCD")

# The first join is forced: the words choose the rows, the table only names them.
_SQLITE: Final = """
    SELECT e.id, e.objet_id FROM recherche_texte t CROSS JOIN recherche_entree e ON e.id = t.rowid
    WHERE recherche_texte MATCH %s AND e.type = %s ORDER BY e.cle, e.objet_id
"""
_SQLITE_CERCLE: Final = "SELECT rowid FROM recherche_texte WHERE recherche_texte MATCH %s"
_SQLITE_UN: Final = """
    SELECT 1 FROM recherche_texte t CROSS JOIN recherche_entree e ON e.id = t.rowid
    WHERE recherche_texte MATCH %s AND e.type = %s LIMIT 1
"""
_POSTGRESQL: Final = """
    SELECT objet_id,
        (vecteur @@ %s::tsquery)::int + (vecteur @@ %s::tsquery)::int
        + (vecteur @@ %s::tsquery)::int + 1 AS rang
    FROM recherche_entree WHERE vecteur @@ %s::tsquery AND type = %s
    ORDER BY cle COLLATE "C", objet_id
"""
_POSTGRESQL_UN: Final = (
    "SELECT 1 FROM recherche_entree WHERE vecteur @@ %s::tsquery AND type = %s LIMIT 1"
)


def find(termes: Sequence[Terme], type_objet: str) -> list[Trouve]:
    """Return the objects that hold every term, best first."""
    lire = _find_postgresql if _is_postgresql() else _find_sqlite
    with connection.cursor() as curseur:
        trouves = lire(curseur, termes, type_objet)
    return sorted(trouves, key=lambda trouve: -trouve[1])  # the order by name stays


def exists(terme: Terme, type_objet: str) -> bool:
    """Tell whether a single term finds anything."""
    sql, ecrire = (_POSTGRESQL_UN, _tsquery) if _is_postgresql() else (_SQLITE_UN, _fts5)
    with connection.cursor() as curseur:
        curseur.execute(sql, [ecrire([terme], -1), type_objet])
        return curseur.fetchone() is not None


def _find_postgresql(
    curseur: CursorWrapper, termes: Sequence[Terme], type_objet: str
) -> list[Trouve]:
    questions = [_tsquery(termes, cercle) for cercle in range(len(_CERCLES))]
    curseur.execute(_POSTGRESQL, [*questions, type_objet])
    return curseur.fetchall()


def _find_sqlite(curseur: CursorWrapper, termes: Sequence[Terme], type_objet: str) -> list[Trouve]:
    """Read the widest circle in order, then the inner ones until every row has its rank."""
    curseur.execute(_SQLITE, [_fts5(termes, -1), type_objet])
    lignes = curseur.fetchall()
    reste = {numero for numero, _ in lignes}
    rangs: dict[int, int] = {}
    for cercle in range(len(_CERCLES) - 1):
        if not reste:
            break
        curseur.execute(_SQLITE_CERCLE, [_fts5(termes, cercle)])
        dedans = reste.intersection(numero for (numero,) in curseur.fetchall())
        rangs |= dict.fromkeys(dedans, len(_CERCLES) - cercle)
        reste -= dedans
    return [(objet, rangs.get(numero, 1)) for numero, objet in lignes]


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _fts5(termes: Sequence[Terme], cercle: int) -> str:
    mots = " AND ".join(f'"{mot}" *' if debut else f'"{mot}"' for mot, debut in termes)
    return f"{{{' '.join(_CERCLES[cercle])}}} : ({mots})"


def _tsquery(termes: Sequence[Terme], cercle: int) -> str:
    poids = _POIDS[cercle]
    return " & ".join(f"'{mot}':{'*' if debut else ''}{poids}" for mot, debut in termes)
