"""The files that the database names, as paths of a backup: none of them may be missing from it."""

from __future__ import annotations

from itertools import chain
from typing import Final

from spaser.web.socle.fichiers.service import FICHIERS, NOMMES, Lecture
from spaser.web.socle.models import Fichier

COURRIELS: Final = "courriels"
ENTREPOT: Final = "entrepot"

_FICHIERS: Final = f"SELECT contenu FROM {Fichier._meta.db_table}"  # noqa: S608, SLF001 - ours


def list_nommes(lit: Lecture) -> list[str]:
    fichiers = {f"{FICHIERS}/{contenu}" for (contenu,) in lit(_FICHIERS) if contenu}
    return sorted(fichiers.union(chain.from_iterable(list_siens(lit) for list_siens in NOMMES)))
