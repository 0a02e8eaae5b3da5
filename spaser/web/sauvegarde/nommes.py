"""The files that the base names, as paths of a backup: none of them may be missing from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

from spaser.donnees.entrepot.dossier import COURANT
from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.marches.models import Fonds
from spaser.web.socle.models import Fichier

FICHIERS: Final = "fichiers"
PRIVES: Final = "marches-prives"
COURRIELS: Final = "courriels"
ENTREPOT: Final = "entrepot"

type Lecture = Callable[[str], Iterable[tuple[Any, ...]]]  # runs a query, gives its rows

_FICHIERS: Final = f"SELECT contenu FROM {Fichier._meta.db_table}"  # noqa: S608, SLF001 - ours
_PRIVES: Final = f"SELECT espace_id, dossier FROM {Fonds._meta.db_table} WHERE dossier <> ''"  # noqa: S608, SLF001
_LIGNES: Final = (
    f"SELECT cle FROM {Calcul._meta.db_table} WHERE cle IS NOT NULL",  # noqa: S608, SLF001
    f"SELECT cle FROM {Extrait._meta.db_table} WHERE etat = '{EtatExtrait.LU}'",  # noqa: S608, SLF001
)


def list_nommes(lit: Lecture) -> list[str]:
    """Return the paths that a base names, whichever it is."""
    fichiers = {f"{FICHIERS}/{contenu}" for (contenu,) in lit(_FICHIERS) if contenu}
    prives = {f"{PRIVES}/{espace}/{nom}/{COURANT}" for espace, nom in lit(_PRIVES)}
    lignes = {
        f"{FICHIERS}/depenses/{UUID(str(cle)).hex}.parquet"
        for requete in _LIGNES
        for (cle,) in lit(requete)
    }
    return sorted(fichiers | prives | lignes)
