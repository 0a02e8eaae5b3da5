"""The schemes found in public sources, typed: what the register opens with."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.erreurs import ErreurSpaser
from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.registre.fiche import Spaser
from spaser.metier.registre.nomenclatures import Confiance


class ProvenanceChamps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where some facts come from: a source of the sheet, or what the site knows by itself.

    `champs` are names in the open format, joined by dots: `structure.siren`; `source` is the name
    of a source of the sheet, whose address and day are there.
    """

    champs: tuple[str, ...]
    source: str
    confiance: Confiance
    url: str | None = None
    note: str = ""


class _Fichier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    verifie_le: date
    confiance: Confiance
    fiche: dict[str, Any]
    provenances: tuple[ProvenanceChamps, ...]
    sans_source: tuple[str, ...] = ()


class Recense(msgspec.Struct, frozen=True, kw_only=True):
    """A scheme, the day its sources were read, and how sure it is.

    Every field that is known has its provenance, or is named in `sans_source`: nobody noted which
    of the sources says it.
    """

    id: str
    verifie_le: date
    confiance: Confiance
    spaser: Spaser
    provenances: tuple[ProvenanceChamps, ...]
    sans_source: tuple[str, ...]


def load_recenses() -> tuple[Recense, ...]:
    """Read every first sheet; a faulty file is an error of ours, told as such."""
    return tuple(_read(chemin) for chemin in list_contenus("recenses").values())


def _read(chemin: str) -> Recense:
    fichier = read_contenu(chemin, _Fichier)
    spaser = read_spaser_dict(fichier.fiche)
    if isinstance(spaser, list):
        fautes = " ".join(str(faute) for faute in spaser)
        raise ErreurSpaser(f"{chemin} : {fautes}")
    return Recense(
        id=fichier.id,
        verifie_le=fichier.verifie_le,
        confiance=fichier.confiance,
        spaser=spaser,
        provenances=fichier.provenances,
        sans_source=fichier.sans_source,
    )
