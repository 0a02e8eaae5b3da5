"""An examination put down and taken up again: that of a large buyer is made aside."""

from __future__ import annotations

import zlib

import msgspec

from spaser.donnees.reparation.examen import Contrat


def pack_contrats(contrats: tuple[Contrat, ...]) -> bytes:
    """Return examined contracts as bytes."""
    return zlib.compress(msgspec.json.encode(contrats))


def unpack_contrats(octets: bytes) -> tuple[Contrat, ...]:
    """Return the contracts that bytes hold."""
    return msgspec.json.decode(zlib.decompress(octets), type=tuple[Contrat, ...])
