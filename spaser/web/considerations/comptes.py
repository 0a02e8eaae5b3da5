"""What buyers write in their contracts, counted once for a version of the store.

Counting reads every contract: the scheduler does it, aside, and keeps the result in a file whose
name is the checksum of all that it depends on. A page only reads that file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from spaser.donnees.declarations import Declarations, count_declarations
from spaser.donnees.entrepot.dossier import MANIFESTE, EntrepotAbime, EntrepotAbsent, find_version
from spaser.metier.considerations import FamilleAchat
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.version import read_version
from spaser.web.espace.entrepot import entrepot

_SUFFIXE: Final = ".json"


class Etat(Nomenclature):
    """Why there is no count."""

    ABSENTS = "absents", "Aucun marché publié n’est chargé sur ce site."
    ATTENDUS = "attendus", "Les marchés publiés viennent d’être mis à jour."


def read_declarations(familles: Sequence[FamilleAchat], code: str) -> Declarations | Etat:
    """Return the count of a family, as it is kept; or why there is none."""
    chemin = _find_fichier(_gather(familles))
    if chemin is None:
        return Etat.ABSENTS
    return (_read(chemin) or {}).get(code, Etat.ATTENDUS)


def keep_declarations(familles: Sequence[FamilleAchat]) -> bool:
    """Count for the version in force if that is not done; say whether it was to be done."""
    prefixes = _gather(familles)
    chemin = _find_fichier(prefixes)
    if chemin is None or _read(chemin) is not None:
        return False
    with suppress(EntrepotAbsent, EntrepotAbime), entrepot().read() as ouvert:
        comptes = count_declarations(ouvert, prefixes)
        chemin.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        provisoire = chemin.with_suffix(".provisoire")
        provisoire.write_bytes(msgspec.json.encode(comptes))
        provisoire.replace(chemin)
        for ancien in chemin.parent.glob(f"*{_SUFFIXE}"):
            if ancien != chemin:
                ancien.unlink(missing_ok=True)
        return True
    return False


def _gather(familles: Sequence[FamilleAchat]) -> Mapping[str, tuple[str, ...]]:
    return {famille.code: famille.cpv for famille in familles}


def _find_fichier(prefixes: Mapping[str, tuple[str, ...]]) -> Path | None:
    """Return where the count of the version in force is kept; None without a store."""
    version = find_version(settings.ENTREPOT)
    if version is None:
        return None
    with suppress(OSError):
        ecrit_le = (version / MANIFESTE).stat().st_mtime_ns
        lus = (read_version(), str(version), ecrit_le, sorted(prefixes.items()))
        nom = hashlib.sha256(repr(lus).encode()).hexdigest()[:32]
        return Path(settings.CONSIDERATIONS) / f"{nom}{_SUFFIXE}"
    return None


def _read(chemin: Path) -> dict[str, Declarations] | None:
    """Return what a file holds, kept in memory once it is there."""
    with suppress(OSError, msgspec.MsgspecError):
        return _decode(chemin, chemin.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=2)
def _decode(chemin: Path, _ecrit_le: int) -> dict[str, Declarations]:
    return msgspec.json.decode(chemin.read_bytes(), type=dict[str, Declarations])
