"""What goes wrong between a host and us: errors in French, and how patient we are."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import NoReturn, cast

from tenacity import (
    Future,
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    wait_exponential,
    wait_random_exponential,
)
from tenacity.wait import wait_base

from spaser.elements import ErreurSpaser, format_duree

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
    """How many times we try and how long we wait. Clock and sleep can be replaced.

    The wait doubles at each failure in a row; half of it is left to chance, so that clients do
    not march in step. `prevenir` receives a sentence in French before each wait.
    """

    tentatives: int = 6  # failures in a row without one more byte
    tentatives_max: int = 40  # failures in all, even when each try brings something
    recul: wait_base = wait_exponential(0.5, 30) + wait_random_exponential(0.5, 30)
    attente_serveur_max: float = 900.0  # beyond that, a Retry-After is told and not waited for
    dormir: Callable[[float], None] = time.sleep
    horloge: Callable[[], float] = time.time
    prevenir: Callable[[str], None] = lambda _message: None

    def insist[T](
        self, nom: str, essayer: Callable[[], T], octets: Callable[[], int] = lambda: 0
    ) -> T:
        """Try until it works or there is no hope left; `octets` tells what was received so far."""
        recus = octets()

        def forget(appel: RetryCallState) -> None:
            """Begin a new row of failures when the last try brought bytes."""
            nonlocal recus
            avant, recus = recus, octets()
            if recus > avant:
                appel.attempt_number = 1

        def tell(appel: RetryCallState) -> None:
            delai = format_duree(appel.upcoming_sleep)
            self.prevenir(f"{nom} : {_read_panne(appel).raison} ; nouvel essai dans {delai}.")

        return Retrying(
            sleep=self.dormir,
            retry=retry_if_exception_type(PannePassagere),
            after=forget,
            wait=lambda appel: max(self.recul(appel), _read_panne(appel).attente or 0.0),
            stop=lambda appel: (
                self._is_tired(appel) or appel.upcoming_sleep > self.attente_serveur_max
            ),
            before_sleep=tell,
            retry_error_callback=lambda appel: self._give_up(nom, appel),
        )(essayer)

    def _is_tired(self, appel: RetryCallState) -> bool:
        return appel.attempt_number >= self.tentatives or _count(appel) >= self.tentatives_max

    def _give_up(self, nom: str, appel: RetryCallState) -> NoReturn:
        panne = _read_panne(appel)
        if not self._is_tired(appel):
            attente = format_duree(appel.upcoming_sleep)
            raise ErreurReseau(
                f"{nom} : le serveur demande d’attendre {attente}.", REPRISE
            ) from panne
        nombre = f"{_count(appel)} tentative{'s' if _count(appel) > 1 else ''}"
        raise ErreurReseau(
            f"{nom} : abandon après {nombre} ({panne.raison}).",
            f"Vérifiez votre connexion et l’état du service. {REPRISE}",
        ) from panne


def _count(appel: RetryCallState) -> int:
    """Count every try, also those before the last row of failures."""
    return cast("int", appel.retry_object.statistics["attempt_number"])


def _read_panne(appel: RetryCallState) -> PannePassagere:
    return cast("PannePassagere", cast("Future", appel.outcome).exception())


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
