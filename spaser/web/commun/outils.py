"""The tools of a space: each app registers its own, so that no floor names one above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spaser.web.organisations.espaces import Espace


@dataclass(frozen=True)
class Acte:
    """A next act: what to do, why, where."""

    titre: str
    texte: str
    adresse: str


class Etat(StrEnum):
    """How far a tool has been taken in a space."""

    A_COMMENCER = "à commencer"
    EN_COURS = "en cours"
    FAIT = "fait"


@dataclass(frozen=True)
class Avancement:
    """What one reading of a tool tells: where it stands, what its next ten minutes would be.

    Either is left out when there is nothing to say.
    """

    etat: Etat | None = None
    suite: Acte | None = None


def _silent(espace: Espace) -> Avancement:
    return Avancement()


@dataclass(frozen=True)
class Module:
    """A tool of a space.

    `avance` reads where it stands and what comes next; `pourquoi` says, in a sentence, what one
    gains by it; `nourrit` gives the codes of the tools that read its result.
    """

    code: str
    titre: str
    description: str
    vue: str
    ordre: int
    avance: Callable[[Espace], Avancement] = field(default=_silent, compare=False)
    pourquoi: str = ""
    nourrit: tuple[str, ...] = ()


_MODULES: Final[dict[str, Module]] = {}


def register_module(module: Module) -> None:
    """Add a tool to every space; called from an app's `ready`."""
    _MODULES[module.code] = module


def list_modules(eteints: frozenset[str] = frozenset()) -> list[Module]:
    """Return the tools in order, but those switched off."""
    tous = sorted(_MODULES.values(), key=lambda module: (module.ordre, module.titre))
    return [module for module in tous if module.code not in eteints]


def find_module(code: str) -> Module | None:
    """Return a tool by its code."""
    return _MODULES.get(code)


def order_suites(avancements: Sequence[Avancement]) -> list[Acte]:
    """Return the next acts of tools in order: of those begun, then after the last one done."""
    faits = [rang for rang, lu in enumerate(avancements) if lu.etat is Etat.FAIT]
    suivant = faits[-1] + 1 if faits else 0
    tries = sorted(
        [*avancements[suivant:], *avancements[:suivant]],
        key=lambda lu: lu.etat is not Etat.EN_COURS,
    )
    return [lu.suite for lu in tries if lu.suite]
