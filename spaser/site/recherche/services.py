"""The search of the whole site, and the texts that its box finds: each app declares its own.

An app declares a `SourceTextes` in its `app.py`: `list_textes(jour)` yields a `TexteCherchable`
for each answer shown on that day: a code that is its own in the source, a title, an address (with
its anchor), and whatever else is read of it. Marks of typed texts (links, bold, citations) are
taken out here. What the team edits names the `generations` that are bumped when it changes: the
texts are then read again, and only those that differ are read word by word. What lies in a table,
and is too large for the memory, is a `SourceVive`, which finds for itself.

`rang` is the place of the group where two answer as well; `poids` how much its titles and words
count beside those of the others (1 for an answer or a sheet, less for a text that only cites).
"""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Final

import msgspec
import snowballstemmer
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from spaser.contenus.faits import fill_connus
from spaser.elements import Lexique, fold_mots
from spaser.regles.aides import Synonymes
from spaser.site.recherche.models import Entree, Generation
from spaser.site.socle.declarations import list_declares

# --- How words are folded and stemmed, in the same way for the index and for questions ---


_LONGUEUR_MAX: Final = 60
_RACINES: Final = 50_000  # words whose stem is kept in memory

# Too common to tell two texts apart. Single letters (l’, d’, à) are dropped as well.
_VIDES: Final = frozenset(
    "au aux avec ce ces cette chez comme dans de des du elle elles en entre et eux il ils la "
    "le les leur leurs lui mais ne nos notre nous on ont ou par pas plus pour qu que qui sa sans "
    "se ses si son sont sous sur ta te tes ton tu un une vos votre vous".split()
)
# What one word is also called, that no stem brings together.
_SYNONYMES_NORMALISATION: Final = {
    "acheteuse": "acheteur",
    "acheteuses": "acheteur",
    "agglo": "agglomeration",
    "bio": "biologique",
    "cc": "communaute",
    "dept": "departement",
    "elue": "elu",
    "elues": "elu",
    "ght": "hopital",
    "chu": "hopital",
    "hopitaux": "hopital",
    "mairie": "ville",
    "spar": "spaser",
    "st": "saint",
    "ste": "sainte",
}
_STEMMER: Final = snowballstemmer.stemmer("french")


def split_mots(texte: str) -> list[str]:
    """Return the words of a text: lower case, no accent, no ligature, no empty word."""
    return [
        mot[:_LONGUEUR_MAX]
        for mot in fold_mots(texte).split()
        if mot not in _VIDES and (len(mot) > 1 or mot.isdigit())
    ]


def split_racines(texte: str) -> list[str]:
    return [stem(mot) for mot in split_mots(texte)]


@lru_cache(maxsize=_RACINES)
def stem(mot: str) -> str:
    """Return the stem of one folded word: `equitables` and `equitable` share it."""
    racine: str = _STEMMER.stemWord(_SYNONYMES_NORMALISATION.get(mot, mot))
    return racine


_FEMININ: Final = re.compile(r"(?<=.e)es?$")


@lru_cache(maxsize=_RACINES)
def stem_texte(mot: str) -> str:
    """Return the stem of a word of the texts in memory: `obligee` has that of `oblige`.

    What is kept in the database has `stem`: the index there would have to be written again.
    """
    return stem(_FEMININ.sub("", mot))


def normalise(texte: str) -> str:
    return " ".join(split_racines(texte))


# --- What can be found is declared and written here, and every process told of a change ---


# Tells every process that a set of rows has changed. A request, or a task, asks for them once.

_JETONS: Final[ContextVar[dict[str, str] | None]] = ContextVar("generations", default=None)


@contextmanager
def keep_generations() -> Iterator[None]:
    """Ask the database once for every token, for the time of a block."""
    jeton = _JETONS.set({})
    try:
        yield
    finally:
        _JETONS.reset(jeton)


RECHERCHE: Final = "recherche"
"""The set of the index's own rows."""


def bump(nom: str) -> None:
    """Say that a set has changed; part of the caller's transaction."""
    Generation.objects.update_or_create(nom=nom, defaults={"jeton": uuid.uuid4().hex})
    if (lus := _JETONS.get()) is not None:
        lus.clear()


def read_generation(nom: str) -> str:
    """Return the token of a set; empty while nothing was ever written."""
    lus = _JETONS.get()
    if lus is None:
        return Generation.objects.filter(nom=nom).values_list("jeton", flat=True).first() or ""
    if not lus:
        lus |= {"": "", **dict(Generation.objects.values_list("nom", "jeton"))}
    return lus.get(nom, "")


def read_changement(nom: str) -> datetime | None:
    return Generation.objects.filter(nom=nom).values_list("date", flat=True).first()


# What can be found: each app above declares its own kinds of objects.


@dataclass(frozen=True)
class Textes:
    """The words of an object, by how much they tell: a hit in the name counts before a place."""

    titre: str
    lieu: str = ""
    axes: str = ""
    reste: str = ""


@dataclass(frozen=True)
class TypeCherchable:
    """A kind of object: its name, its French plural, what is public, and how it is read.

    `nomme`: it has a name, in which slips are mended.
    """

    nom: str
    libelle: str
    modele: type[Model]
    publics: Callable[[], QuerySet[Any]]
    read: Callable[[Any], Textes]
    nomme: bool = True


def read_types() -> tuple[TypeCherchable, ...]:
    return tuple(list_declares("CHERCHABLES"))


def type_of(objet: Model) -> TypeCherchable:
    """Return the kind of an object; KeyError when its model was never declared."""
    for type_cherchable in read_types():
        if isinstance(objet, type_cherchable.modele):
            return type_cherchable
    raise KeyError(type(objet).__name__)


# Writes the index.

_LOT = 500
_CLE_MAX = 300
_TEXTE_MAX = 100_000  # characters read of one field


@transaction.atomic
def index(objet: Model) -> None:
    entree = _read(type_of(objet), objet)
    valeurs = {
        nom: getattr(entree, nom) for nom in ("titre", "lieu", "axes", "reste", "noms", "cle")
    }
    Entree.objects.update_or_create(type=entree.type, objet_id=entree.objet_id, defaults=valeurs)
    bump(RECHERCHE)


@transaction.atomic
def unindex(objet: Model) -> None:
    """Forget an object; nothing happens if it was not known."""
    Entree.objects.filter(type=type_of(objet).nom, objet_id=objet.pk).delete()
    bump(RECHERCHE)


@transaction.atomic
def index_all(type_cherchable: TypeCherchable, objets: Iterable[Model]) -> None:
    """Make many objects of one kind, none of which is known yet, findable at once."""
    Entree.objects.bulk_create((_read(type_cherchable, objet) for objet in objets), batch_size=_LOT)
    bump(RECHERCHE)


@transaction.atomic
def unindex_absents(type_cherchable: TypeCherchable) -> None:
    """Forget the objects of a kind that are no longer public, or no longer there."""
    connues = Entree.objects.filter(type=type_cherchable.nom)
    publics = type_cherchable.publics().order_by().values("pk")
    if connues.exclude(objet_id__in=publics).delete()[0]:
        bump(RECHERCHE)


@transaction.atomic
def rebuild_index() -> int:
    """Write the whole index again from what is public; return the number of entries."""
    Entree.objects.all().delete()
    nombre = sum(_index_all(type_cherchable) for type_cherchable in read_types())
    bump(RECHERCHE)
    return nombre


def _index_all(type_cherchable: TypeCherchable) -> int:
    objets = type_cherchable.publics().iterator(chunk_size=_LOT)
    entrees = (_read(type_cherchable, objet) for objet in objets)
    return len(Entree.objects.bulk_create(entrees, batch_size=_LOT))


def _read(type_cherchable: TypeCherchable, objet: Model) -> Entree:
    textes = type_cherchable.read(objet)
    return Entree(
        type=type_cherchable.nom,
        objet_id=objet.pk,
        titre=normalise(textes.titre[:_TEXTE_MAX]),
        lieu=normalise(textes.lieu[:_TEXTE_MAX]),
        axes=normalise(textes.axes[:_TEXTE_MAX]),
        reste=normalise(textes.reste[:_TEXTE_MAX]),
        noms=" ".join(dict.fromkeys(split_mots(f"{textes.titre} {textes.lieu}"))),
        cle=fold_mots(textes.titre)[:_CLE_MAX],
    )


# --- The texts that the search box of the site finds: each app declares its own, in its `app.py`
# ---


@dataclass(frozen=True, slots=True)
class TexteCherchable:
    """What can be found: the title counts most, then `mots_cles`, `resume`, and `corps`.

    `mots_cles` are never shown. Of the texts that give the same `page`, only the best is shown.
    """

    code: str
    titre: str
    adresse: str
    resume: str = ""
    corps: str = ""
    mots_cles: str = ""
    page: str = ""


@dataclass(frozen=True)
class SourceTextes:
    nom: str
    libelle: str
    read: Callable[[date], Iterable[TexteCherchable]]
    rang: int = 50
    poids: float = 1.0
    generations: tuple[str, ...] = ()


@dataclass(frozen=True)
class MotsCherches:
    """The words of a question, how many results are wanted; with `entame`, the last is begun."""

    mots: Sequence[str]
    limite: int
    entame: bool = False


@dataclass(frozen=True)
class Vivante:
    """What such a source found, each scored from 0 to 1, for a name as it was typed."""

    textes: tuple[tuple[TexteCherchable, float], ...] = ()
    total: int = 0
    tout: str = ""  # the address where all of it is


@dataclass(frozen=True)
class SourceVive:
    """A source that searches by itself, elsewhere than in the index in memory."""

    nom: str
    libelle: str
    find: Callable[[MotsCherches], Vivante]
    rang: int = 50


type LectureSynonymes = Callable[[date], Iterable[Synonymes]]


def read_synonymes(jour: date) -> tuple[Synonymes, ...]:
    """Return the sets of words of a day, or those that are being previewed."""
    lectures: list[LectureSynonymes] = list_declares("SYNONYMES")
    return tuple(lu for read in lectures for lu in read(jour))


def list_sources() -> tuple[SourceTextes, ...]:
    return tuple(sorted(list_declares("TEXTES"), key=lambda source: (source.rang, source.nom)))


def list_sources_vives() -> tuple[SourceVive, ...]:
    return tuple(sorted(list_declares("VIVES"), key=lambda source: (source.rang, source.nom)))


def read_generations() -> tuple[tuple[str, str], ...]:
    """Return the tokens of all that the texts depend on, in one question to the database."""
    noms = {nom for source in list_sources() for nom in source.generations}
    return tuple(sorted(Generation.objects.filter(nom__in=noms).values_list("nom", "jeton")))


_CITATION: Final = re.compile(r"\s*!?\[\[[^\]]*\]\]")
_LIEN: Final = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_MARQUES: Final = re.compile(r"\*\*|^\s*(?:-|\d+\.)\s+", re.MULTILINE)


def strip_marques(texte: str) -> str:
    """Return the words of a typed text, on one line, without the marks of its syntax."""
    sans_liens = _LIEN.sub(r"\1", _CITATION.sub("", fill_connus(texte)))
    return " ".join(_MARQUES.sub("", sans_liens).split())


_TUS: Final = frozenset({"code", "codes", "faits", "adresse", "cpv", "mise_a_jour"})


def gather_textes(valeur: object, *sans: str) -> str:
    """Return all that a value says: texts, in tuples or in fields, but codes and addresses.

    `sans` are the fields that are read otherwise.
    """
    if isinstance(valeur, str):
        return "" if isinstance(valeur, Enum) else valeur
    if isinstance(valeur, tuple):
        return " ".join(filter(None, (gather_textes(partie, *sans) for partie in valeur)))
    if isinstance(valeur, msgspec.Struct):
        champs = (c for c in valeur.__struct_fields__ if c not in _TUS and c not in sans)
        dits = (getattr(valeur, c) for c in champs if not c.endswith("_adresse"))
        return " ".join(filter(None, (gather_textes(dit, *sans) for dit in dits)))
    return ""


# --- Reads the index ---


def correct_mot(mot: str, type_objet: str) -> str | None:
    """Return the word of a name or a place nearest to a mistyped one, or None."""
    return _read_lexique(type_objet, read_generation(RECHERCHE)).correct(mot)


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
    ordre = _read_ordre(type_objet, read_generation(RECHERCHE))
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
class _MotLu:
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


def _understand(mot: str, type_objet: str) -> _MotLu:
    """Read a word as it is, else as the beginning of a longer one, else as a mistyped name."""
    entier = (stem(mot), False)
    if exists(entier, type_objet):
        return _MotLu(mot, entier)
    debut = (mot, True)
    if len(mot) >= _DEBUT_MIN and exists(debut, type_objet):
        return _MotLu(mot, debut)
    propose = correct_mot(mot, type_objet)
    if propose is None:
        return _MotLu(mot, entier, connu=False)
    return _MotLu(propose, (stem(propose), False), corrige=True)
