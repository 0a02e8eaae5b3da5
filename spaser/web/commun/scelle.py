"""Values that a page hands to the next one in its form: signed, for one space, for one day."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.core import signing

from spaser.web.organisations.models import Espace

_DUREE: Final = 24 * 3600


def seal(espace: Espace, contenu: Any, usage: str) -> str:  # noqa: ANN401 - a dataclass of any kind
    """Return a text that only `unseal` reads."""
    return signing.dumps([espace.siren, msgspec.to_builtins(contenu)], salt=usage, compress=True)


def unseal[T](espace: Espace, scelle: str, usage: str, forme: type[T]) -> T | None:
    """Return what was handed over; None when it was altered, is too old or is another space's."""
    try:
        siren, contenu = signing.loads(scelle, salt=usage, max_age=_DUREE)
    except (signing.BadSignature, ValueError):  # ValueError: sealed by a former version
        return None
    return msgspec.convert(contenu, forme) if siren == espace.siren else None
