"""What goes wrong between a host and us: errors in French, and how patient we are."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from spaser.erreurs import ErreurSpaser
from spaser.grandeurs import format_duree

REPRISE = "Relancez plus tard : le transfert reprendra où il s’est arrêté."


class ErreurTelechargement(ErreurSpaser):
    """A file could not be fetched."""


class ErreurReseau(ErreurTelechargement):
    """The host did not answer, or answered that it cannot, in spite of our patience."""


class ErreurAdresse(ErreurTelechargement):
    """An address that we refuse to follow."""


class ErreurContenu(ErreurTelechargement):
    """What was received is not the expected file."""


class RessourceIntrouvable(ErreurTelechargement):
    """The host no longer has this file."""


class ErreurDisque(ErreurTelechargement):
    """The local disk refused the file."""


class PannePassagere(Exception):
    """A failure worth another try; `attente` is what the host asked for, in seconds."""

    def __init__(self, raison: str, attente: float | None = None) -> None:
        super().__init__(raison)
        self.raison = raison
        self.attente = attente


@dataclass(frozen=True, slots=True)
class Patience:
    """How many times we try and how long we wait. Clock, sleep and chance can be replaced.

    `prevenir` receives a sentence in French before each wait.
    """

    tentatives: int = 6  # failures in a row without one more byte
    tentatives_max: int = 40  # failures in all, even when each try brings something
    attente_initiale: float = 1.0
    attente_max: float = 60.0
    attente_serveur_max: float = 900.0  # beyond that, a Retry-After is told and not waited for
    dormir: Callable[[float], None] = time.sleep
    horloge: Callable[[], float] = time.time
    hasard: Callable[[], float] = random.random
    prevenir: Callable[[str], None] = lambda _message: None


class Essais:
    """Counts the failures of one download and waits between two tries."""

    def __init__(self, patience: Patience, nom: str) -> None:
        self.nom = nom
        self.echecs = 0
        self._patience = patience
        self._suite = 0

    def wait(self, panne: PannePassagere, *, avance: bool) -> None:
        """Sleep before the next try, or give up with a final error."""
        self.echecs += 1
        self._suite = 1 if avance else self._suite + 1
        patience = self._patience
        if self._suite >= patience.tentatives or self.echecs >= patience.tentatives_max:
            nombre = f"{self.echecs} tentative{'s' if self.echecs > 1 else ''}"
            raise ErreurReseau(
                f"{self.nom} : abandon après {nombre} ({panne.raison}).",
                f"Vérifiez votre connexion et l’état du service. {REPRISE}",
            ) from panne
        if panne.attente is not None and panne.attente > patience.attente_serveur_max:
            raise ErreurReseau(
                f"{self.nom} : le serveur demande d’attendre {format_duree(panne.attente)}.",
                REPRISE,
            ) from panne
        delai = self._delay(panne)
        patience.prevenir(f"{self.nom} : {panne.raison} ; nouvel essai dans {format_duree(delai)}.")
        patience.dormir(delai)

    def _delay(self, panne: PannePassagere) -> float:
        """Double at each failure, half of it by chance so that clients do not march in step."""
        patience = self._patience
        palier = min(patience.attente_max, patience.attente_initiale * 2.0 ** (self._suite - 1))
        recul = palier * (0.5 + patience.hasard() / 2)
        return max(recul, panne.attente or 0.0)


def read_retry_after(valeur: str | None, maintenant: float) -> float | None:
    """Return the seconds that a Retry-After header asks for, given as seconds or as a date."""
    texte = (valeur or "").strip()
    if texte.isascii() and texte.isdigit():
        return float(texte)
    try:
        date = parsedate_to_datetime(texte)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, date.timestamp() - maintenant)
