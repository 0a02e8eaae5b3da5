"""What a mail is about: things are kept by their number, and read again when it leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db.models import Model, QuerySet

from spaser.web.courriels.natures import PlusUtile

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
    fonction: Callable[..., object], gardes: dict[str, Any], lue: Model | None = None
) -> dict[str, Any]:
    """Return the arguments as they stand now; PlusUtile when one of them is gone.

    `lue` is a row that has just been read.
    """
    genres = get_type_hints(fonction)
    return {nom: _read(genres[nom], garde, lue) for nom, garde in gardes.items() if nom in genres}


def _read(genre: Any, garde: Any, lue: Model | None) -> Any:  # noqa: ANN401 - of the type that the function says
    if isinstance(genre, type) and issubclass(genre, Model):
        if isinstance(lue, genre) and pack(lue) == garde:
            return lue
        trouve = _with_liens(genre).filter(pk=garde).first()
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
    """Return those that are still there; one is enough for the mail to go."""
    siens = genre._base_manager.filter(pk__in=gardes)  # noqa: SLF001 - Django's own name for it
    presents = {pack(trouve): trouve for trouve in siens}
    trouves = [presents[garde] for garde in gardes if garde in presents]
    if gardes and not trouves:
        raise PlusUtile(DISPARU)
    return trouves
