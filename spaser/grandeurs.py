"""How fast a transfer goes and how long it will still take, told as a French reader expects."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_INSECABLE = "\u00a0"
_UNITES = ("o", "ko", "Mo", "Go", "To", "Po")
_ENTIER_AU_DELA = 100  # 565 Mo, but 56,5 Mo
_MILLE = 1000
_MINUTE, _HEURE, _JOUR = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Mesure:
    """Where a transfer stands: bytes, bytes a second, seconds left. None means unknown."""

    octets: int
    total: int | None
    debit: float | None
    reste: float | None

    @property
    def part(self) -> float | None:
        """Share already received, between 0 and 1."""
        return min(1.0, self.octets / self.total) if self.total else None


class Rythme:
    """Mean rate over the last seconds; bytes that were already there do not count."""

    def __init__(
        self, horloge: Callable[[], float] = time.monotonic, fenetre: float = 10.0
    ) -> None:
        self._horloge = horloge
        self._fenetre = fenetre
        self._releves: deque[tuple[float, int]] = deque()

    def measure(self, octets: int, total: int | None = None) -> Mesure:
        """Note that `octets` bytes are there now and tell the pace."""
        instant = self._horloge()
        if self._releves and octets < self._releves[-1][1]:
            self._releves.clear()  # the transfer started again
        while len(self._releves) > 1 and self._releves[1][0] <= instant - self._fenetre:
            self._releves.popleft()
        debit = self._rate(instant, octets)
        if not self._releves or instant - self._releves[-1][0] >= self._fenetre / 50:
            self._releves.append((instant, octets))
        reste = max(0, total - octets) / debit if total is not None and debit else None
        return Mesure(octets, total, debit, reste)

    def _rate(self, instant: float, octets: int) -> float | None:
        if not self._releves or instant <= self._releves[0][0]:
            return None
        debut, deja = self._releves[0]
        return (octets - deja) / (instant - debut)


def format_octets(octets: float) -> str:
    """Return a size in decimal units: 980 o, 12,3 Mo, 1,2 Go."""
    valeur, rang = float(octets), 0
    while round(valeur) >= _MILLE and rang < len(_UNITES) - 1:
        valeur, rang = valeur / _MILLE, rang + 1
    entier = rang == 0 or round(valeur, 1) >= _ENTIER_AU_DELA
    nombre = f"{valeur:.0f}" if entier else f"{valeur:.1f}".replace(".", ",")
    return f"{nombre}{_INSECABLE}{_UNITES[rang]}"


def format_debit(octets_par_seconde: float) -> str:
    """Return a rate: 3,4 Mo/s."""
    return f"{format_octets(octets_par_seconde)}/s"


def format_duree(secondes: float) -> str:
    """Return a duration with at most two units: 45 s, 2 min 05 s, 1 h 12 min, 3 j 4 h."""
    total = round(secondes)
    if total < 1:
        return f"moins d’une{_INSECABLE}seconde"
    if total < _MINUTE:
        morceaux = [f"{total}", "s"]
    elif total < _HEURE:
        morceaux = [f"{total // _MINUTE}", "min", f"{total % _MINUTE:02d}", "s"]
    elif total < _JOUR:
        morceaux = [f"{total // _HEURE}", "h", f"{total % _HEURE // _MINUTE:02d}", "min"]
    else:
        morceaux = [f"{total // _JOUR}", "j", f"{total % _JOUR // _HEURE}", "h"]
    return _INSECABLE.join(morceaux)
