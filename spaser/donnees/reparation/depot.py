"""An examination put down and taken up again: that of a large buyer is made aside."""

from __future__ import annotations

import zlib

import msgspec

from spaser.donnees.reparation.examen import ContratExamine


def pack_contrats(contrats: tuple[ContratExamine, ...]) -> bytes:
    """Return examined contracts as bytes."""
    return zlib.compress(msgspec.json.encode(contrats))


def unpack_contrats(octets: bytes) -> tuple[ContratExamine, ...]:
    """Return the contracts that bytes hold."""
    return msgspec.json.decode(zlib.decompress(octets), type=tuple[ContratExamine, ...])
