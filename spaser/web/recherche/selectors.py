"""Reads the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from django.db import connection

from spaser.lettres import Lexique
from spaser.web.recherche import services
from spaser.web.recherche.models import Entree
from spaser.web.recherche.normalisation import split_mots, stem


def correct(mot: str, type_objet: str) -> str | None:
    """Return the word of a name or a place nearest to a mistyped one, or None."""
    return _read_lexique(type_objet, services.read_generation(services.RECHERCHE)).correct(mot)


@lru_cache(maxsize=8)
def _read_lexique(type_objet: str, generation: str) -> Lexique:
    """Read every word of the names; kept in memory until the index changes."""
    noms = Entree.objects.filter(type=type_objet).values_list("noms", flat=True)
    return Lexique(Counter(mot for ligne in noms for mot in ligne.split()))


# Asks the full-text structure of the database at hand; both give the same rows in one order.
#
# The rank is a number of circles: 4 when every term is in the name, 3 when name and place hold
# them all, 2 with the axes, 1 with the rest. Then comes the name.

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

_SQLITE: Final = "SELECT rowid FROM recherche_texte WHERE recherche_texte MATCH %s"
# The join is forced this way round: the words choose the rows, the table only tells their type.
_SQLITE_UN: Final = """
    SELECT 1 FROM recherche_texte t CROSS JOIN recherche_entree e ON e.id = t.rowid
    WHERE recherche_texte MATCH %s {types} LIMIT 1
"""
_POSTGRESQL: Final = "SELECT id FROM recherche_entree WHERE vecteur @@ %s::tsquery"
_POSTGRESQL_UN: Final = (
    "SELECT 1 FROM recherche_entree e WHERE vecteur @@ %s::tsquery {types} LIMIT 1"
)


@dataclass(frozen=True)
class _Ordre:
    """The entries of one kind by name: the position of each row, the object at each position."""

    positions: dict[int, int]
    objets: tuple[int, ...]


def find(termes: Sequence[Terme], type_objet: str) -> list[Trouve]:
    """Return the objects that hold every term, best first.

    The widest circle is read first, then the inner ones until every object has its rank.
    """
    ordre = _read_ordre(type_objet, services.read_generation(services.RECHERCHE))
    reste = _read_cercle(termes, -1, ordre)
    trouves: list[Trouve] = []
    for cercle in range(len(_CERCLES) - 1):
        if not reste:
            break
        dedans = reste & _read_cercle(termes, cercle, ordre)
        rang = len(_CERCLES) - cercle
        trouves += [(ordre.objets[position], rang) for position in sorted(dedans)]
        reste -= dedans
    return trouves + [(ordre.objets[position], 1) for position in sorted(reste)]


def find_mots(mots: Sequence[str], type_objet: str, *, entame: bool) -> list[Trouve]:
    """Return the objects that hold every word; if need be, words that begin with the last."""
    termes = [(stem(mot), False) for mot in mots]
    trouves = find(termes, type_objet)
    if trouves or not entame or len(mots[-1]) < _DEBUT_MIN:
        return trouves
    return find([*termes[:-1], (mots[-1], True)], type_objet)


def _read_cercle(termes: Sequence[Terme], cercle: int, ordre: _Ordre) -> set[int]:
    """Return the positions of the entries that hold every term within a circle of fields."""
    sql, ecrire = (_POSTGRESQL, _tsquery) if _is_postgresql() else (_SQLITE, _fts5)
    positions = ordre.positions
    with connection.cursor() as curseur:
        curseur.execute(sql, [ecrire(termes, cercle)])
        return {positions[numero] for (numero,) in curseur.fetchall() if numero in positions}


@lru_cache(maxsize=8)
def _read_ordre(type_objet: str, generation: str) -> _Ordre:
    """Read the names once; kept in memory until the index changes."""
    entrees = Entree.objects.filter(type=type_objet).values_list("cle", "objet_id", "pk")
    lignes = sorted(entrees)
    return _Ordre(
        {numero: position for position, (_, _, numero) in enumerate(lignes)},
        tuple(objet for _, objet, _ in lignes),
    )


def exists(terme: Terme, type_objet: str = "") -> bool:
    sql, ecrire = (_POSTGRESQL_UN, _tsquery) if _is_postgresql() else (_SQLITE_UN, _fts5)
    with connection.cursor() as curseur:
        types, valeurs = ("AND e.type = %s", [type_objet]) if type_objet else ("", [])
        curseur.execute(sql.format(types=types), [ecrire([terme], -1), *valeurs])
        return curseur.fetchone() is not None


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _fts5(termes: Sequence[Terme], cercle: int) -> str:
    mots = " AND ".join(f'"{mot}" *' if debut else f'"{mot}"' for mot, debut in termes)
    return f"{{{' '.join(_CERCLES[cercle])}}} : ({mots})"


def _tsquery(termes: Sequence[Terme], cercle: int) -> str:
    poids = _POIDS[cercle]
    return " & ".join(f"'{mot}':{'*' if debut else ''}{poids}" for mot, debut in termes)


TEXTE_MAX: Final = 200
_TERMES_MAX: Final = 12
_DEBUT_MIN: Final = 3  # letters from which the beginning of a word is enough


@dataclass(frozen=True)
class Trouvaille:
    """What a question found.

    `corrige` is the question that was really asked, when a mistyped name was mended; `inconnus` are
    the words that nothing holds. Without a single useful word, `vide` is true and nothing is found.
    """

    demande: str
    trouves: tuple[Trouve, ...] = ()
    corrige: str = ""
    inconnus: tuple[str, ...] = ()
    vide: bool = False

    @property
    def numeros(self) -> list[int]:
        return [numero for numero, _ in self.trouves]


def search(texte: str, type_objet: str) -> Trouvaille:
    demande = " ".join(texte.split())[:TEXTE_MAX]
    mots = list(dict.fromkeys(split_mots(demande)))[:_TERMES_MAX]
    if not mots:
        return Trouvaille(demande, vide=True)
    trouves = find([(stem(mot), False) for mot in mots], type_objet)
    if trouves:
        return Trouvaille(demande, tuple(trouves))
    return _search_again(demande, mots, type_objet)


@dataclass(frozen=True)
class _Lecture:
    mot: str
    terme: Terme
    connu: bool = True
    corrige: bool = False


def _search_again(demande: str, mots: list[str], type_objet: str) -> Trouvaille:
    lectures = [_understand(mot, type_objet) for mot in mots]
    reponse = Trouvaille(demande, inconnus=tuple(lu.mot for lu in lectures if not lu.connu))
    if reponse.inconnus:
        return reponse
    trouves = find([lecture.terme for lecture in lectures], type_objet)
    corrige = any(lecture.corrige for lecture in lectures)
    lu = " ".join(lecture.mot for lecture in lectures) if corrige and trouves else ""
    return replace(reponse, trouves=tuple(trouves), corrige=lu)


def _understand(mot: str, type_objet: str) -> _Lecture:
    """Read a word as it is, else as the beginning of a longer one, else as a mistyped name."""
    entier = (stem(mot), False)
    if exists(entier, type_objet):
        return _Lecture(mot, entier)
    debut = (mot, True)
    if len(mot) >= _DEBUT_MIN and exists(debut, type_objet):
        return _Lecture(mot, debut)
    propose = correct(mot, type_objet)
    if propose is None:
        return _Lecture(mot, entier, connu=False)
    return _Lecture(propose, (stem(propose), False), corrige=True)
