"""What may be put aside in a space: each app registers its own lines.

A model takes `Ecartable`; its app calls `register_sorte` from `ready`; its view calls `put_aside`
instead of deleting; its readings keep `presentes()`. The bin, the way back and the final erasure
come with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from spaser.metier.droits import Operation
    from spaser.web.commun.models import Ecartable
    from spaser.web.organisations.espaces import Espace


@dataclass(frozen=True)
class Sorte:
    """A kind of line: `str(line)` names it, `chemin` leads to what belongs to the space.

    With `personnelle`, only whoever put a line aside sees it in the bin and takes it back.
    """

    code: str
    nom: str
    modele: type[Ecartable]
    operation: Operation
    chemin: str = ""
    personnelle: bool = False

    def narrow(self, espace: Espace) -> dict[str, Any]:
        """Return what its lines carry in a space."""
        return {f"{self.chemin}espace": espace}


_SORTES: Final[dict[str, Sorte]] = {}


def register_sorte(sorte: Sorte) -> None:
    """Let a kind of line go through the bin; called from an app's `ready`."""
    _SORTES[sorte.code] = sorte


def list_sortes() -> list[Sorte]:
    """Return every kind, by name."""
    return sorted(_SORTES.values(), key=lambda sorte: sorte.nom)


def find_sorte(code: str) -> Sorte | None:
    """Return a kind by its code."""
    return _SORTES.get(code)
