"""What a box may cost, why it gives nothing, and the messages between it and who opened it."""

import inspect
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_origin, get_type_hints

import msgspec

from spaser.elements import ErreurSpaser

MEGA: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bornes:
    """Bytes of memory, seconds of CPU and on the clock, bytes of the largest file written."""

    memoire: int
    processeur: int
    duree: float
    ecrit: int


# While somebody waits for a page; to look again at a large file that was examined; and while the
# worker reads what was kept.
EN_LIGNE: Final = Bornes(memoire=640 * MEGA, processeur=4, duree=25, ecrit=320 * MEGA)
DEJA_EXAMINE: Final = Bornes(memoire=1536 * MEGA, processeur=20, duree=50, ecrit=320 * MEGA)
A_PART: Final = Bornes(memoire=4096 * MEGA, processeur=1200, duree=3600, ecrit=20_480 * MEGA)


class MotifEchec(StrEnum):
    MEMOIRE = "memoire"
    TEMPS = "temps"
    PANNE = "panne"
    OCCUPEE = "occupee"


_ALLEGER: Final = (
    "Gardez-en la seule partie utile, ou découpez-le par année, puis envoyez-le de nouveau."
)
_DITS: Final = {
    MotifEchec.MEMOIRE: ("se déplie en un contenu démesuré : sa lecture est arrêtée.", _ALLEGER),
    MotifEchec.TEMPS: ("est trop long à lire : sa lecture est arrêtée.", _ALLEGER),
    MotifEchec.PANNE: (
        "n’a pas pu être lu : il est sans doute abîmé.",
        "Ouvrez-le dans votre logiciel, enregistrez-le de nouveau, puis renvoyez-le.",
    ),
    MotifEchec.OCCUPEE: (
        "attend son tour depuis trop longtemps : trop d’autres sont lus en ce moment.",
        "Renvoyez-le dans une minute.",
    ),
}


class ErreurBoite(ErreurSpaser):
    """A file whose reading was stopped, or failed in a way that no reader foresaw.

    `probleme` follows the name of the file; the message names none.
    """

    def __init__(self, motif: MotifEchec) -> None:
        self.motif = motif
        self.probleme, self.remede = _DITS[motif]
        super().__init__(f"Ce fichier {self.probleme}", self.remede)


class AppelFonction(msgspec.Struct):
    """What a box is asked: a function by its name, its arguments; those in `rappels` are called."""

    module: str
    fonction: str
    arguments: list[msgspec.Raw]
    rappels: list[int]
    bornes: Bornes


class MessageBoite(msgspec.Struct, omit_defaults=True):
    """What a box says: a call to one of the arguments, or its end.

    `faute`: module, class, message and advice of a refusal that the function raised.
    """

    rappel: int | None = None
    arguments: list[Any] = []
    rendu: msgspec.Raw = msgspec.Raw()
    faute: tuple[str, str, str, str | None] | None = None
    motif: MotifEchec | None = None
    trace: str = ""  # where it failed, without a word of the file


TETE: Final = struct.Struct(">I")


def encode(valeur: Any) -> bytes:  # noqa: ANN401 - whatever msgspec writes
    """Return a value as a box takes it; a path is a text."""
    return msgspec.msgpack.encode(valeur, enc_hook=str)


def decode(octets: bytes | msgspec.Raw, forme: Any) -> Any:  # noqa: ANN401 - by its type
    """Return the value that was written, checked against its type."""

    def read(forme: Any, valeur: Any) -> Any:  # noqa: ANN401 - what msgspec does not know
        if (origine := get_origin(forme) or forme) in {Path, Counter}:
            return origine(valeur)
        raise NotImplementedError(forme)

    return msgspec.msgpack.decode(octets, type=forme, dec_hook=read)


def list_formes(fonction: Callable[..., Any]) -> tuple[list[Any], Any]:
    dits = get_type_hints(fonction)
    rendu = dits.pop("return")
    return [dits[nom] for nom in inspect.signature(fonction).parameters], rendu
