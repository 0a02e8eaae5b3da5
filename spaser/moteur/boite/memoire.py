"""One budget of memory: what each part of the site takes, and what is left to boxes and engines."""

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spaser.moteur.boite.modele import A_PART, EN_LIGNE, MEGA

# What a part holds (PSS), measured as decision 71 says; a web process, under thirty people.
SUPERVISEUR: Final = 20 * MEGA
SERVEUR: Final = 110 * MEGA  # what its processes share
WEB: Final = 400 * MEGA
URGENCES: Final = 190 * MEGA  # mails, and what comes back at fixed times
TRAVAILLEUR: Final = 110 * MEGA
SAUVEGARDE: Final = 240 * MEGA  # with its proof
SYSTEME: Final = 150 * MEGA  # of a machine: itself, and the proxy

PLACES: Final = 2  # boxes that one process of the site opens at once
EN_LIGNE_MIN: Final = 384 * MEGA
A_PART_MIN: Final = 832 * MEGA  # 2 000 contracts are read each time; two in three with 768
# Of what a box of the worker may address, its libraries, which are read and never filled.
ADRESSES: Final = 300 * MEGA
_HORS_MOTEUR: Final = 468 * MEGA  # of that box: its libraries, and all that is not the engine


type Poste = tuple[str, int, int]  # a part of the site: its name, how many, the bytes of each


@dataclass(frozen=True, slots=True)
class Partage:
    """How the memory of the site is shared: the whole account, and the bounds of boxes."""

    disponible: int
    postes: tuple[Poste, ...]
    places: int
    en_ligne: int
    a_part: int

    @property
    def total(self) -> int:
        """What the site may take when all its parts take all they may."""
        return sum(nombre * octets for _, nombre, octets in self.postes)

    @property
    def place(self) -> int:
        """The bytes of all the boxes that one process opens at once."""
        return self.places * self.en_ligne


def share_memoire(
    disponible: int, processus: int, travailleurs: int, *, sauvegarde: bool = False
) -> Partage:
    """Share so many bytes: processes first, then boxes of pages, then those of the worker."""
    fixes = (
        ("superviseur", 1, SUPERVISEUR),
        ("serveur web, en commun", 1, SERVEUR),
        ("processus web", processus, WEB),
        ("travailleur des urgences", 1, URGENCES),
        ("travailleur des fichiers", travailleurs, TRAVAILLEUR),
        ("sauvegarde de chaque jour", int(sauvegarde), SAUVEGARDE),
    )
    reste = disponible - sum(nombre * octets for _, nombre, octets in fixes)
    par_processus = (reste - travailleurs * (A_PART_MIN - ADRESSES)) // processus
    places = PLACES if par_processus >= PLACES * EN_LIGNE.memoire else 1
    en_ligne = max(EN_LIGNE_MIN, min(EN_LIGNE.memoire, par_processus // places))
    reste -= processus * places * en_ligne
    a_part = max(A_PART_MIN, min(A_PART.memoire, reste // travailleurs + ADRESSES))
    boites = (
        ("lecture d’un fichier envoyé", processus * places, en_ligne),
        ("lecture par un travailleur", travailleurs, a_part - ADRESSES),
    )
    return Partage(disponible, fixes + boites, places, en_ligne, a_part)


_suivi = [share_memoire(1 << 40, 1, 1)]  # what boxes and engines opened from now on must respect


def set_partage(partage: Partage) -> None:
    _suivi[0] = partage


def read_partage() -> Partage:
    """Return the share that this process follows; no limit until the site has set one."""
    return _suivi[0]


def fit_moteur(octets: int = 1024 * MEGA) -> int:
    """Return the bytes that an engine which asks for so many may take, in a box or out of one."""
    borne, _ = resource.getrlimit(resource.RLIMIT_AS)
    if borne == resource.RLIM_INFINITY:
        return min(octets, read_partage().disponible // 4)
    return max(64 * MEGA, min(octets, borne - _HORS_MOTEUR))


def read_disponible(racine: Path = Path("/")) -> int:
    """Return the bytes that the site may take: of the machine, its container or its unit."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine - SYSTEME, *_read_groupes(racine)])


def _read_groupes(racine: Path) -> Iterator[int]:
    """Yield the bounds of the groups of this process and of those above, of both kinds of Linux."""
    with suppress(OSError):
        for ligne in (racine / "proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, genres, chemin = ligne.split(":", 2)
            if genres and "memory" not in genres.split(","):
                continue
            groupe = racine / "sys/fs/cgroup" / ("memory" if genres else "") / chemin.strip("/")
            for dossier in (groupe, *groupe.parents):
                for nom in ("memory.max", "memory.limit_in_bytes"):
                    with suppress(OSError, ValueError):  # absent, or « max »
                        yield int((dossier / nom).read_text(encoding="ascii"))
