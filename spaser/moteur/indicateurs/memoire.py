"""The queries as Ibis wrote them, kept beside the compiled modules, as Python keeps these.

Ibis takes seconds to write them: the time to import a hundred thousand contracts. They depend on
the definitions, on the columns of the store, on the versions of Ibis and of SQLGlot, and on the
lists that are absent: all of it is in the name of the file. Where modules are not kept (a folder
that cannot be written to, `PYTHONDONTWRITEBYTECODE`), neither are they.
"""

import hashlib
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import msgspec

from spaser.moteur.entrepot.schema import TABLES

_DOSSIER: Final = Path(__file__).parent
_ECRIVAINS: Final = ("ibis-framework", "sqlglot")


def recall[T](genre: type[T], absents: frozenset[str], compose: Callable[[], T]) -> T:
    """Return what is cached for these absent lists, else cache what `compose` gives."""
    fichier = find_fichier(absents)
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(fichier.read_bytes(), type=genre)
    ecrit = compose()
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _keep(fichier, msgspec.json.encode(ecrit))
    return ecrit


def find_fichier(absents: frozenset[str]) -> Path:
    listes = hashlib.sha256(" ".join(sorted(absents)).encode()).hexdigest()[:8]
    return Path(cache_from_source(__file__)).parent / f"requetes-{_CODE}-{listes}.json"


def _hash_code() -> str:
    """Return a hash of all that the queries depend on, absent lists left aside."""
    empreinte = hashlib.sha256(repr([TABLES, *map(version, _ECRIVAINS)]).encode())
    for fichier in sorted(_DOSSIER.rglob("*.py")):
        empreinte.update(fichier.read_bytes())
    return empreinte.hexdigest()[:16]


_CODE: Final = _hash_code()  # as it was loaded: sources may be replaced while a process runs


def _keep(fichier: Path, octets: bytes) -> None:
    """Write a file whole, and delete those of former definitions."""
    fichier.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=fichier.parent, prefix="requetes-", delete=False) as brouillon:
        brouillon.write(octets)
    Path(brouillon.name).chmod(0o644)
    Path(brouillon.name).replace(fichier)
    for ancien in fichier.parent.glob("requetes-*.json"):
        if not ancien.name.startswith(f"requetes-{_CODE}-"):
            ancien.unlink(missing_ok=True)
