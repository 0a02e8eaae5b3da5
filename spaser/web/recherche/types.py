"""What can be found: each app above declares its own kinds of objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Textes:
    """The words of an object, by how much they tell: a hit in the name counts before a place."""

    titre: str
    lieu: str = ""
    axes: str = ""
    reste: str = ""


@dataclass(frozen=True)
class TypeCherchable:
    """A kind of object: its name, its French plural, what is public, and how it is read."""

    nom: str
    libelle: str
    modele: type[Model]
    publics: Callable[[], QuerySet[Any]]
    read: Callable[[Any], Textes]
    prefetch: Iterable[str] = field(default=())


_TYPES: Final[dict[str, TypeCherchable]] = {}


def register_type(type_cherchable: TypeCherchable) -> None:
    """Declare a kind of object, once, when the app starts."""
    _TYPES[type_cherchable.nom] = type_cherchable


def read_types() -> tuple[TypeCherchable, ...]:
    """Return every declared kind."""
    return tuple(_TYPES.values())


def type_of(objet: Model) -> TypeCherchable:
    """Return the kind of an object; KeyError when its model was never declared."""
    for type_cherchable in _TYPES.values():
        if isinstance(objet, type_cherchable.modele):
            return type_cherchable
    raise KeyError(type(objet).__name__)
