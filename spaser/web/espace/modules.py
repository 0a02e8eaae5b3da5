"""The tools of a space: each app registers its own, so that no floor names one above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spaser.web.espace.acces import Espace


@dataclass(frozen=True)
class Acte:
    """A next act: what to do, why, where."""

    titre: str
    texte: str
    adresse: str


def _nothing(espace: Espace) -> Acte | None:
    return None


@dataclass(frozen=True)
class Module:
    """A tool of a space; `suite` says what its next ten minutes would be, or nothing."""

    code: str
    titre: str
    description: str
    vue: str
    ordre: int
    suite: Callable[[Espace], Acte | None] = field(default=_nothing, compare=False)


_MODULES: Final[dict[str, Module]] = {}


def register_module(module: Module) -> None:
    """Add a tool to every space; called from an app's `ready`."""
    _MODULES[module.code] = module


def list_modules() -> list[Module]:
    """Return every tool, in order."""
    return sorted(_MODULES.values(), key=lambda module: (module.ordre, module.titre))


def list_suites(espace: Espace) -> Iterator[Acte]:
    """Yield what each tool proposes next in this space, in order."""
    for module in list_modules():
        if acte := module.suite(espace):
            yield acte
