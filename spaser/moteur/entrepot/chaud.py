"""A store kept open from one reading to the next, for all the threads of a process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final, cast

from spaser.moteur.entrepot.dossier import find_version
from spaser.moteur.entrepot.lecture import Entrepot, open_entrepot

RETENUS: Final = 32  # results; those of a buyer weigh up to a megabyte


@dataclass(slots=True)
class _Ouvert:
    """A version held open; closed when it is no longer in force and its last reader has left."""

    chemin: Path | None
    entrepot: Entrepot
    pile: ExitStack
    lecteurs: int = 0
    retenus: OrderedDict[Hashable, object] = field(default_factory=OrderedDict)
    cherches: dict[Hashable, tuple[Lock, int]] = field(default_factory=dict)  # and by how many


class EntrepotChaud:
    """The version in force of a store, kept open, and opened again when another replaces it."""

    def __init__(
        self, dossier: Path, ouvre: Callable[[], AbstractContextManager[Entrepot]] | None = None
    ) -> None:
        """Open nothing yet: that waits for the first reading, by `ouvre` or else plainly."""
        self.dossier = dossier
        self._ouvre = ouvre or (lambda: open_entrepot(dossier))
        self._verrou = Lock()
        self._ouvert: _Ouvert | None = None

    @contextmanager
    def read(self) -> Iterator[Entrepot]:
        """Lend the store to one thread; its version stays the same until the end of the block.

        Raises:
            EntrepotAbsent: there is no store in the folder.
        """
        with self._lend() as ouvert, ouvert.entrepot.cursor() as entrepot:
            yield entrepot

    def recall[T](self, cle: Hashable, compute: Callable[[Entrepot], T]) -> T:
        """Return what `compute` gives of this version, cached under `cle`.

        Those who ask for the same meanwhile wait for it: it is computed once.
        """
        with self._lend() as ouvert, self._hold(ouvert, cle):
            with self._verrou:
                if cle in ouvert.retenus:
                    ouvert.retenus.move_to_end(cle)
                    return cast("T", ouvert.retenus[cle])
            with ouvert.entrepot.cursor() as entrepot:
                resultat = compute(entrepot)
            self._keep(ouvert, cle, resultat)
            return resultat

    def close(self) -> None:
        """Let the store go; the next reading opens it again."""
        with self._verrou:
            self._retire()

    @contextmanager
    def _hold(self, ouvert: _Ouvert, cle: Hashable) -> Iterator[None]:
        """Lock one key of the cache: one thread computes it, other keys stay free."""
        with self._verrou:
            verrou, attendent = ouvert.cherches.get(cle, (Lock(), 0))
            ouvert.cherches[cle] = (verrou, attendent + 1)
        try:
            with verrou:
                yield
        finally:
            with self._verrou:
                attendent = ouvert.cherches[cle][1] - 1
                ouvert.cherches[cle] = (verrou, attendent)
                if not attendent:
                    del ouvert.cherches[cle]

    def _keep(self, ouvert: _Ouvert, cle: Hashable, resultat: object) -> None:
        with self._verrou:
            ouvert.retenus[cle] = resultat
            while len(ouvert.retenus) > RETENUS:
                ouvert.retenus.popitem(last=False)  # what was asked for longest ago

    @contextmanager
    def _lend(self) -> Iterator[_Ouvert]:
        with self._verrou:
            ouvert = self._take()
            ouvert.lecteurs += 1
        try:
            yield ouvert
        finally:
            with self._verrou:
                ouvert.lecteurs -= 1
                if ouvert is not self._ouvert and not ouvert.lecteurs:
                    ouvert.pile.close()

    def _take(self) -> _Ouvert:
        chemin = find_version(self.dossier)
        if self._ouvert is not None and self._ouvert.chemin == chemin:
            return self._ouvert
        pile = ExitStack()
        entrepot = pile.enter_context(self._ouvre())
        self._retire()
        self._ouvert = _Ouvert(chemin, entrepot, pile)
        return self._ouvert

    def _retire(self) -> None:
        ancien, self._ouvert = self._ouvert, None
        if ancien is not None and not ancien.lecteurs:
            ancien.pile.close()
