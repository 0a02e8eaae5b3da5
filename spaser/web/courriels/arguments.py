"""The arguments of a mail: rows are kept by their number, and read again when the mail is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeGuard, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db.models import Model, QuerySet

from spaser.web.courriels.natures import PlusUtile

type Lus = Mapping[tuple[type[Model], int | str], Model]

DISPARU: Final = "Ce dont il parlait n’existe plus."


def pack(valeur: object) -> Any:  # noqa: ANN401 - what JSON holds
    """Return what is kept of an argument; TypeError for what is neither a thing nor plain."""
    match valeur:
        case Model():
            return pack(valeur.pk)
        case UUID():
            return str(valeur)
        case list():
            return [pack(partie) for partie in valeur]
        case dict():
            return {str(cle): pack(partie) for cle, partie in valeur.items()}
        case None | bool() | int() | str():
            return valeur
    raise TypeError(f"A mail keeps numbers and short words, not {type(valeur).__name__}.")


def unpack(
    fonction: Callable[..., object], gardes: dict[str, Any], lus: Lus | None = None
) -> dict[str, Any]:
    """Return the arguments as they stand now; PlusUtile when one of them is gone.

    `lus` are things that have just been read.
    """
    genres = _read_genres(fonction)
    return {
        nom: _read(genres[nom], garde, lus or {}) for nom, garde in gardes.items() if nom in genres
    }


def read_ensemble(demandes: Iterable[tuple[Callable[..., object], dict[str, Any]]]) -> Lus:
    """Read at once the things that many mails are about."""
    voulus: dict[type[Model], set[int | str]] = defaultdict(set)
    for fonction, gardes in demandes:
        genres = _read_genres(fonction)
        for nom, garde in gardes.items():
            if _is_chose(genre := genres.get(nom)):
                voulus[genre].add(garde)
    return {
        (genre, pack(trouve)): trouve
        for genre, numeros in voulus.items()
        for trouve in _with_liens(genre).filter(pk__in=numeros)
    }


def _is_chose(genre: Any) -> TypeGuard[type[Model]]:  # noqa: ANN401 - of the type that the function says
    return isinstance(genre, type) and issubclass(genre, Model)


@cache
def _read_genres(fonction: Callable[..., object]) -> dict[str, Any]:
    return get_type_hints(fonction)


def _read(genre: Any, garde: Any, lus: Lus) -> Any:  # noqa: ANN401 - of the type that the function says
    if _is_chose(genre):
        trouve = lus.get((genre, garde)) or _with_liens(genre).filter(pk=garde).first()
        if trouve is None:
            raise PlusUtile(DISPARU)
        return trouve
    if get_origin(genre) is list and issubclass(get_args(genre)[0], Model):
        return _read_all(get_args(genre)[0], garde)
    return garde


def _with_liens[M: Model](genre: type[M]) -> QuerySet[M]:
    """Read a thing with what it cannot be without: mails name it."""
    champs = genre._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
    liens = [champ.name for champ in champs if champ.is_relation and not champ.null]
    siennes = genre._base_manager.all()  # noqa: SLF001 - same
    return siennes.select_related(*liens) if liens else siennes


def _read_all(genre: type[Model], gardes: list[int | str]) -> list[Model]:
    """Return the rows that still exist; one is enough for the mail to go."""
    siens = genre._base_manager.filter(pk__in=gardes)  # noqa: SLF001 - Django's own name for it
    presents = {pack(trouve): trouve for trouve in siens}
    trouves = [presents[garde] for garde in gardes if garde in presents]
    if gardes and not trouves:
        raise PlusUtile(DISPARU)
    return trouves
