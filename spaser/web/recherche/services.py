"""What can be found is declared and written here, and every process told of a change."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, QuerySet

from spaser.lettres import fold_mots
from spaser.web.recherche.models import Entree, Generation
from spaser.web.recherche.normalisation import normalise, split_mots

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
    prefetch: Iterable[str] = field(default=())
    nomme: bool = True


_TYPES: Final[dict[str, TypeCherchable]] = {}


def register_type(type_cherchable: TypeCherchable) -> None:
    """Declare a kind of object, once, when the app starts."""
    _TYPES[type_cherchable.nom] = type_cherchable


def read_types() -> tuple[TypeCherchable, ...]:
    return tuple(_TYPES.values())


def type_of(objet: Model) -> TypeCherchable:
    """Return the kind of an object; KeyError when its model was never declared."""
    for type_cherchable in _TYPES.values():
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
    objets = type_cherchable.publics().prefetch_related(*type_cherchable.prefetch)
    entrees = (_read(type_cherchable, objet) for objet in objets.iterator(chunk_size=_LOT))
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
