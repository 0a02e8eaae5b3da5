"""The site's folder is read by the site alone: its database, its files, its backups of mails."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

MASQUE: Final = 0o077  # what no file of the site grants: anything to others


def close_masque() -> None:
    """Set the umask of this process and of its children: the files they make are private."""
    os.umask(MASQUE)


def mend_droits(dossier: Path) -> tuple[list[Path], list[Path]]:
    """Close to others what is open in a folder; return what was mended, and what could not be."""
    mendes, refuses = [], []
    for chemin, droits in _list_ouverts(dossier):
        try:
            chemin.chmod(droits & ~MASQUE, follow_symlinks=True)
        except PermissionError:
            refuses.append(chemin)
        except FileNotFoundError:
            continue
        else:
            mendes.append(chemin)
    return mendes, refuses


def _list_ouverts(dossier: Path) -> Iterator[tuple[Path, int]]:
    """Yield each folder and file that grants something to others, with its rights."""
    for racine, _, fichiers in os.walk(dossier):
        for chemin in (Path(racine), *(Path(racine, nom) for nom in fichiers)):
            with suppress(FileNotFoundError):
                etat = chemin.lstat()
                if not stat.S_ISLNK(etat.st_mode) and etat.st_mode & MASQUE:
                    yield chemin, stat.S_IMODE(etat.st_mode)


def tell_droits(dossier: Path) -> list[str]:
    """Mend a folder; say in French what was mended and what somebody else must."""
    mendes, refuses = mend_droits(dossier)
    lignes = []
    if mendes:
        lignes.append(
            f"Droits corrigés dans {dossier} : {len(mendes)} fichiers ou dossiers étaient ouverts "
            f"à d’autres comptes de cette machine (par exemple {mendes[0]})."
        )
    if refuses:
        lignes.append(
            f"{len(refuses)} fichiers ou dossiers de {dossier} restent ouverts à d’autres comptes "
            f"(par exemple {refuses[0]}) : ils sont à un autre compte. Rendez-les à celui du site "
            f"par chown, puis relancez."
        )
    return lignes
