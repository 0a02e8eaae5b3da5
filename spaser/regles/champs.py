"""What a field says of itself, told once; its model declares it (`site/socle/champs.py`).

A struct says it where its field is: `titre: str = ask("Titre", "Donnez un titre.")`. Its kind is
that of its type, unless it is given. A struct lays its questions by `GROUPES`.

A form, a file, an import, a page and a sheet read a `ChampDit`. Rules take rows in plain values: of
a file, that nothing keeps yet, or of the base beside it. Their class is made of the columns of a
model by `make_forme`; a rule spells the few that it computes with in a Protocol of its own.
"""

import re
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, Protocol, cast, dataclass_transform

import msgspec

from spaser.elements import fold_mots, unaccent
from spaser.moteur.tables.rangees import Cherchee
from spaser.regles.nomenclatures import DatePartielle, Nomenclature, is_date_partielle

type Cellule = str | int | Decimal | date | None
type Nommer = Callable[[str, str], str]  # the words of a code, by its column


class GenreDit(Enum):
    """A kind of value: how a row holds it, how a cell says it."""

    CLE = auto()  # it names the row: a text, that a file never changes
    LIGNE = auto()
    ADRESSE = auto()  # of a page of the web
    TEXTE = auto()  # of several lines
    NOTES = auto()  # of several lines, where what has no place is kept
    JOUR = auto()  # a month or a day
    DATE = auto()  # a day
    ANNEE = auto()
    OUI_NON = auto()
    MONTANT = auto()  # euros
    PART = auto()  # from 0 to 100
    CHOIX = auto()  # one of a nomenclature
    CODE = auto()  # of a directory, its words behind it
    CODES = auto()
    LIEN = auto()  # the name of another row
    LIENS = auto()
    NOMS = auto()  # lines of another table, each by its words
    ETAPES = auto()  # lines of another table that are values
    CORPS = auto()  # of several lines, as `documents.corps` reads it
    LIGNES = auto()  # texts, one a line
    RANGEES = auto()  # structs, each a line of a list
    NOMBRE = auto()  # a whole one
    COURRIEL = auto()

    @property
    def est_liste(self) -> bool:
        return self in _LISTES

    @property
    def vide(self) -> Any:  # noqa: ANN401 - of any kind
        if self.est_liste:
            return ()
        return False if self is GenreDit.OUI_NON else None if self in _SANS_TEXTE else ""


_LISTES: Final = frozenset(
    {GenreDit.CODES, GenreDit.LIENS, GenreDit.NOMS, GenreDit.ETAPES}
    | {GenreDit.LIGNES, GenreDit.RANGEES}
)
_SANS_TEXTE: Final = frozenset(
    {GenreDit.JOUR, GenreDit.DATE, GenreDit.ANNEE, GenreDit.MONTANT, GenreDit.PART, GenreDit.CHOIX}
    | {GenreDit.NOMBRE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampDit:
    """A column: where its row keeps it, its titles, how it is asked; the rest is its field's."""

    genre: GenreDit
    titre: str = ""
    nom: str = ""
    champs: tuple[str, ...] = ()  # the fields of the row that keep it; none, it is kept elsewhere
    lire: str = ""  # what of the row tells it, when no field does
    item: str = ""  # what each line of a relation tells of itself, if not its name
    maximum: int = 0  # signs of a text, or of each item of a list
    phrases: str = ""  # titles that others give it, parted by commas, best first
    debuts: str = ""  # beginnings of such titles
    sauf: str = ""  # a title that holds one of these words is another's
    source: Callable[[], Mapping[str, str]] | None = None  # codes and their words
    en_mots: bool = False  # a cell says the words of its codes alone
    valeurs: type[Nomenclature] | None = None
    lignes: int = 0  # of its box in a form; codes without any are boxes to tick
    suivi: str = ""  # its title where changes are told, before and after
    court: str = ""  # its title on a page and in a sheet, if another
    apres: str = ""  # the column that stands before it, if not the one declared before
    groupe: str = ""  # the part of a form and of a page; none, it is in files only
    vide: str = ""  # the words of a choice that is not made
    # How it is asked, where its model does not say it.
    question: str = ""  # its label, if not that of its field
    aide: str = ""
    requis: str = ""  # what is said of it when it is left empty; nothing, it may be
    attendu: bool = False  # it may be empty now, and is asked for in the end: its help says when
    quoi: str = ""  # what a code that nobody knows is not: « un thème »
    bornes: tuple[int | None, int | None] = (None, None)  # of a whole number
    invalide: str = ""  # what is said of what is none of its kind
    cachee: bool = False  # it is told where changes are, and not asked
    faute: Callable[[Any], str] | None = None  # what is wrong with what was typed; nothing, if none
    # A list of structs: what a line is, with its article if « Ajouter » takes it.
    element: str = ""
    rangee: type[Any] | None = None
    ouverte: bool = False  # shown with an empty line when there is none
    ordonnee: bool = False  # its lines can be moved
    resume: str = ""  # the field that names a line: one is then open at a time
    default: Any = msgspec.NODEFAULT  # of the field of a struct

    @property
    def libelle(self) -> str:
        return self.court or self.titre

    @property
    def mots(self) -> Mapping[str, str]:
        """Return the codes that it may hold, and their words."""
        if self.valeurs:
            return {valeur.value: valeur.libelle for valeur in self.valeurs}
        return self.source() if self.source else {}

    @property
    def forme(self) -> Any:  # noqa: ANN401 - a type
        """Return the type of its values, by which what was kept of a row is read back."""
        if self.genre.est_liste and self.genre is not GenreDit.ETAPES:
            un: Any = self.valeurs or str
            return tuple[un, ...]
        return self.valeurs | None if self.valeurs else _FORMES.get(self.genre, object)


_FORMES: Final[Mapping[GenreDit, Any]] = {
    GenreDit.DATE: date | None,
    GenreDit.ANNEE: int | None,
    GenreDit.PART: int | None,
    GenreDit.OUI_NON: bool,
    GenreDit.MONTANT: Decimal | None,
} | dict.fromkeys(
    (
        GenreDit.CLE,
        GenreDit.LIGNE,
        GenreDit.ADRESSE,
        GenreDit.TEXTE,
        GenreDit.NOTES,
        GenreDit.CODE,
    ),
    str,
)


class RangeeDite(Protocol):
    """A row in plain values, of a class that `make_forme` made."""

    champs: Sequence[ChampDit]

    def __init__(self, **valeurs: object) -> None: ...


def make_forme(nom: str, champs: Sequence[ChampDit]) -> type[Any]:
    """Return the class of rows of these columns: frozen, equal by values, empty by default."""
    colonnes = [(c.nom, c.forme, field(default=c.genre.vide)) for c in champs]
    return make_dataclass(
        nom, colonnes, namespace={"champs": tuple(champs)}, frozen=True, kw_only=True, slots=True
    )


def change[R: RangeeDite](dite: R, **valeurs: object) -> R:
    """Return a row with other values under these columns."""
    return cast("R", replace(cast("Any", dite), **valeurs))


def index_champs(champs: Iterable[ChampDit]) -> dict[str, ChampDit]:
    return {champ.nom: champ for champ in champs}


def list_titres_dits(champs: Iterable[ChampDit]) -> tuple[str, ...]:
    return tuple(champ.titre for champ in champs)


def list_cherchees(champs: Iterable[ChampDit]) -> tuple[Cherchee, ...]:
    """Return the columns as they are looked for in a file."""
    return tuple(
        Cherchee(
            champ.nom,
            fold_mots(champ.titre),
            _part(champ.phrases),
            _part(champ.debuts),
            champ.genre is GenreDit.DATE,
        )
        for champ in champs
    )


def _part(titres: str) -> tuple[str, ...]:
    return tuple(titre.strip() for titre in titres.split(",") if titre)


# --- A struct, whose fields say what they are ---


UN_PAR_LIGNE: Final = "Un par ligne."
_GENRES: Final[dict[object, GenreDit]] = {
    str: GenreDit.LIGNE,
    bool: GenreDit.OUI_NON,
    int: GenreDit.NOMBRE,
    date: GenreDit.DATE,
}


def ask(titre: str, requis: str = "", genre: GenreDit = GenreDit.LIGNE, **reste: Any) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Say what a field of a struct asks, and its `default`; its kind is that of its type, or given.

    See `ChampDit` for all that it may say.
    """
    return ChampDit(genre=genre, titre=titre, requis=requis, **reste)


def ask_long(titre: str, requis: str = "", **reste: Any) -> Any:  # noqa: ANN401 - as dataclasses.field
    return ask(titre, requis, GenreDit.TEXTE, **reste)


def ask_corps(titre: str, requis: str = "", **reste: Any) -> Any:  # noqa: ANN401 - as dataclasses.field
    return ask(titre, requis, GenreDit.CORPS, **reste)


class _Dits(msgspec.StructMeta):
    """Keeps what fields say, and leaves them their default, or none."""

    def __new__(
        mcs, nom: str, bases: tuple[type, ...], espace: dict[str, Any], **options: Any
    ) -> Any:  # noqa: ANN401 - a class
        dits = {champ: dit for champ, dit in espace.items() if isinstance(dit, ChampDit)}
        for champ, dit in dits.items():
            if dit.default is msgspec.NODEFAULT:
                del espace[champ]
            else:
                espace[champ] = dit.default
        return super().__new__(mcs, nom, bases, espace | {"DITS": dits}, **options)


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(ask, ask_long, ask_corps)
)
class StructDit(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, metaclass=_Dits
):
    """A struct whose fields say what they are; those that say nothing are not asked."""

    DITS: ClassVar[Mapping[str, ChampDit]] = {}
    GROUPES: ClassVar[Mapping[str, str]] = {}


@cache
def list_dits(forme: type[Any]) -> tuple[ChampDit, ...]:
    """Return what the fields of a struct say, as its `GROUPES` lay them, then in their order."""
    types, declares = typing.get_type_hints(forme), getattr(forme, "DITS", {})
    dits = {nom: _complete(nom, dit, types[nom]) for nom, dit in declares.items()}
    poses = [nom for noms in list_groupes(forme).values() for nom in noms]
    return tuple(dits[nom] for nom in dict.fromkeys([*poses, *dits]))


def list_groupes(forme: type[Any]) -> dict[str, list[str]]:
    """Return the fields of each part of a form, by the title of the part."""
    groupes: Mapping[str, str] = getattr(forme, "GROUPES", {})
    return {titre: noms.split() for titre, noms in groupes.items()}


def _complete(nom: str, dit: ChampDit, sorte: Any) -> ChampDit:  # noqa: ANN401 - a type
    """Return what a field says, with what its type says of it."""
    if isinstance(sorte, UnionType):  # it may be None
        sorte = next(une for une in typing.get_args(sorte) if une is not NoneType)
    est_liste = typing.get_origin(sorte) is tuple
    une = typing.get_args(sorte)[0] if est_liste else sorte
    genre = GenreDit.LIGNES if est_liste else _GENRES.get(une, GenreDit.LIGNE)
    reste: dict[str, Any] = {}
    if isinstance(une, type) and issubclass(une, Nomenclature):
        genre = GenreDit.CODES if est_liste else GenreDit.CHOIX
        source = dit.source or (lambda: {v.value: v.libelle for v in une})
        reste = {"valeurs": une, "source": source}
    elif est_liste and une is not str:
        genre, reste = GenreDit.RANGEES, {"rangee": une}
    return replace(dit, nom=nom, genre=genre if dit.genre is GenreDit.LIGNE else dit.genre, **reste)


def arrange_noms(ordre: str, noms: Iterable[str]) -> list[str]:
    """Return names in another order; one that it does not say follows the one before it."""
    rangees = ordre.split()
    avant = ""
    for nom in noms:
        if nom not in rangees:
            rangees.insert(rangees.index(avant) + 1 if avant else 0, nom)
        avant = nom
    return rangees


# --- A row as a file holds it: lists stand in one cell, an item a line; « SOC-01 : its words » ---


def write_dite(dite: RangeeDite, name: Nommer = lambda *_: "") -> list[Cellule]:
    """Return its cells in the order of its columns; a line of another table writes itself."""
    return [_write(champ, getattr(dite, champ.nom), name) for champ in dite.champs]


def _write(champ: ChampDit, valeur: Any, name: Nommer) -> Cellule:  # noqa: ANN401 - of its kind
    if champ.genre.est_liste:
        return "\n".join(_write_item(champ, item, name) for item in valeur)
    if champ.genre is GenreDit.JOUR:
        return write_jour_dit(valeur) if valeur else ""
    if champ.genre is GenreDit.CHOIX and not valeur:
        return ""
    if champ.genre is GenreDit.OUI_NON:
        return "oui" if valeur else "non"
    plein = isinstance(valeur, int | Decimal | date)
    return valeur if plein else _write_item(champ, valeur or "", name)


def _write_item(champ: ChampDit, item: Any, name: Nommer) -> str:  # noqa: ANN401 - of its kind
    if champ.valeurs:
        return str(item.libelle)
    coder = champ.genre in {GenreDit.CODE, GenreDit.CODES, GenreDit.LIENS}
    mots = name(champ.nom, str(item)) if coder and item else ""
    if not mots:
        return str(item)
    return mots if champ.en_mots else f"{item}\u00a0: {mots}"


# --- A month or a day as people type it ---


_MOIS: Final = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)
_CHIFFRES: Final = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_MOTS: Final = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})")


def read_jour_dit(texte: str) -> DatePartielle | None:
    """Return the month or the day that a text says, in figures or in words; None for another."""
    net = unaccent(" ".join(texte.split()))
    iso = net if len(net) > len("2027") else ""
    if is_date_partielle(iso):
        return DatePartielle(iso)
    if trouve := _CHIFFRES.fullmatch(net):
        jour, mois, annee = trouve.groups()
        return _make_jour(annee, int(mois), jour)
    if (trouve := _MOTS.fullmatch(net)) and trouve[2] in _MOIS:
        return _make_jour(trouve[3], _MOIS.index(trouve[2]) + 1, trouve[1])
    return None


def write_jour_dit(jour: DatePartielle | str) -> str:
    """Return a date in figures, as it is typed: 06/2027, 15/06/2027."""
    return "/".join(reversed(str(jour).split("-")))


def _make_jour(annee: str, mois: int, jour: str | None) -> DatePartielle | None:
    iso = f"{annee}-{mois:02}" + (f"-{int(jour):02}" if jour else "")
    return DatePartielle(iso) if is_date_partielle(iso) else None
