"""A window that slides over a file, so that memory does not grow with it."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

_BLOC: Final = 4 << 20
_MARGE: Final = 1 << 16


class FenetreGlissante:
    """Some bytes of a file; `position` is where the reader stands in them."""

    def __init__(self, source: BinaryIO, reste: int) -> None:
        self.octets = b""
        self.position = 0
        self.fini = reste == 0
        self._debut = 0  # place of the window in what is read
        self._trouve: tuple[re.Pattern[bytes], int, int | None] | None = None
        self._source = source
        self._reste = reste

    @property
    def ahead(self) -> int:
        """Bytes from the position to the end of the window."""
        return len(self.octets) - self.position

    def place(self, ici: int) -> int:
        """Return where a byte of the window stands in what is read."""
        return self._debut + ici

    def fill(self) -> None:
        """Read on when little is left ahead."""
        if not self.fini and self.ahead < _MARGE:
            self.reload()

    def reload(self) -> None:
        """Drop what is behind the position and read at least as much as is left ahead."""
        garde = self.octets[self.position :]
        lus = self._source.read(min(self._reste, max(_BLOC, len(garde))))
        self._reste -= len(lus)
        self.fini = not lus or self._reste == 0
        self._debut += self.position
        self.octets = garde + lus
        self.position = 0
        self._trouve = None

    def locate(self, motif: re.Pattern[bytes], depuis: int) -> int | None:
        """Return where a pattern is next found in the window; the answer is kept for later."""
        if self._trouve:
            cherche, depart, ici = self._trouve
            if cherche is motif and depart <= depuis and (ici is None or ici >= depuis):
                return ici
        trouve = motif.search(self.octets, depuis)
        self._trouve = (motif, depuis, trouve.start() if trouve else None)
        return self._trouve[2]
