"""Where a statement of the law comes from, the day it was read, and how sure it is."""

from __future__ import annotations

from datetime import date

import msgspec

from spaser.metier.registre.nomenclatures import Confiance


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, or a page that tells of it."""

    libelle: str
    url: str
    verifie_le: date
    confiance: Confiance
