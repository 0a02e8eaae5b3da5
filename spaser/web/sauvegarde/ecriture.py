"""Makes a backup of an open site: one moment of the database, and every file that it names.

Files are kept by links before that moment and again once it is held: one that the database names
was there at one of the two, whatever the site deletes later. What the database names is then looked
for.
"""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings

from spaser.donnees.entrepot.dossier import (
    COURANT,
    REFERENTIELS,
    EntrepotAbsent,
    hold_version,
)
from spaser.erreurs import ErreurSpaser
from spaser.grandeurs import format_octets
from spaser.version import read_version
from spaser.web.sauvegarde.archive import CHIFFREE, open_sortie, write_archive
from spaser.web.sauvegarde.epingles import list_gardes, pin_arbre
from spaser.web.sauvegarde.instant import Instant
from spaser.web.sauvegarde.lieux import (
    VERROU,
    find_moteur,
    list_arbres,
    list_reglages,
    list_secrets,
)
from spaser.web.sauvegarde.manifeste import Manifeste
from spaser.web.sauvegarde.nommes import ENTREPOT, list_nommes
from spaser.web.socle import effacements
from spaser.web.socle.effacements import FICHIER as EFFACEMENTS

_NOM: Final = re.compile(r"spaser-\d{4}-\d\d-\d\d-\d{6}-\d{3}\.tar(\.age)?")
_PROVISOIRE: Final = ".partielle"
_GARDES: Final = ".sauvegarde"  # links held for the time of a backup, in the site's folder
_ESSAIS: Final = 3
_MARGE: Final = 64 << 20


class Suivi(Protocol):
    """Is told how far the work is."""

    def etape(self, nom: str) -> None:
        """Start a step."""

    def avance(self, fait: int, total: int | None) -> None:
        """Say how many bytes are done."""


@dataclass(frozen=True)
class Sauvegarde:
    chemin: Path
    octets: int
    manifeste: Manifeste
    supprimees: tuple[str, ...] = ()


def save_site(
    dossier: Path, *, garder: int = 0, cle: str = "", suivi: Suivi, prove: Callable[[Path], object]
) -> Sauvegarde:
    """Write a backup into a folder, prove it, then delete the oldest ones, `garder` being kept.

    `prove` is called with the finished file, before any other is deleted; it may refuse it.
    """
    dossier = dossier.absolute()
    _check_cible(dossier)
    with _lock(), ExitStack() as pile:
        dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
        for reste in dossier.glob(f".spaser-*{_PROVISOIRE}"):  # of a backup that was killed
            reste.unlink(missing_ok=True)
        suivi.etape("Copie de la base")
        manifeste, chemins = _gather(pile)
        nom = _name(datetime.now(UTC), cle)
        _write(dossier / nom, manifeste, chemins, cle, suivi)
    effacements.merge(effacements.read(settings.DOSSIER / EFFACEMENTS), dossier / EFFACEMENTS)
    prove(dossier / nom)
    supprimees = _prune(dossier, garder) if garder else ()
    return Sauvegarde(dossier / nom, (dossier / nom).stat().st_size, manifeste, supprimees)


def _name(moment: datetime, cle: str) -> str:
    milliemes = moment.microsecond // 1000
    return f"spaser-{moment:%Y-%m-%d-%H%M%S}-{milliemes:03}.tar{CHIFFREE if cle else ''}"


def list_sauvegardes(dossier: Path) -> list[Path]:
    if not dossier.is_dir():
        return []
    return sorted(chemin for chemin in dossier.iterdir() if _NOM.fullmatch(chemin.name))


def _check_cible(dossier: Path) -> None:
    for arbre in (*list_arbres().values(), settings.ENTREPOT):
        if dossier.is_relative_to(arbre):
            raise ErreurSpaser(
                f"« {dossier} » est dans un dossier qui se sauvegarde.",
                "Donnez un dossier hors du site, de préférence sur un autre disque.",
            )


@contextmanager
def _lock() -> Iterator[None]:
    with (settings.DOSSIER / VERROU).open("w") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ErreurSpaser(
                "Une sauvegarde de ce site est déjà en cours.", "Attendez qu’elle se termine."
            ) from None
        yield


# One moment of the site.


def _gather(pile: ExitStack) -> tuple[Manifeste, dict[str, Path]]:
    """Hold one moment of the site; what its database names and is not there is looked for again."""
    gardes = settings.DOSSIER / _GARDES
    pile.callback(shutil.rmtree, gardes, ignore_errors=True)
    for _ in range(_ESSAIS):
        shutil.rmtree(gardes, ignore_errors=True)
        gardes.mkdir(mode=0o700)
        manifeste = _hold(gardes)
        if not manifeste.manquants:
            break
    pieces, liens = list_gardes(gardes)
    nationales, courant = _hold_entrepot(pile)
    pieces |= nationales
    manifeste.liens = liens | courant
    premier = [nom for nom in pieces if "/" not in nom]  # the database must be the first member
    ordre = dict.fromkeys([*premier, *pieces])
    manifeste.pieces = {nom: pieces[nom].stat().st_size for nom in ordre}
    return manifeste, pieces


def _hold(gardes: Path) -> Manifeste:
    genre, moteur = find_moteur()
    _pin(gardes)
    effacements.merge(effacements.read(settings.DOSSIER / EFFACEMENTS), gardes / EFFACEMENTS)
    with moteur.hold_instant() as instant:
        _pin(gardes)
        nommes = list_nommes(instant.lit)
        manquants = [nom for nom in nommes if not _is_there(gardes / nom)]
        instant.write(gardes / moteur.FICHIER)
        return _describe(genre, instant, nommes, manquants)


def _pin(gardes: Path) -> None:
    for nom, arbre in list_arbres().items():
        if arbre.is_dir():
            pin_arbre(arbre, gardes / nom)


def _is_there(chemin: Path) -> bool:
    return chemin.exists()  # follows links


def _describe(genre: str, instant: Instant, nommes: list[str], manquants: list[str]) -> Manifeste:
    migrations = instant.lit("SELECT app, name FROM django_migrations ORDER BY app, name")
    return Manifeste(
        cree_le=datetime.now(UTC).isoformat(timespec="seconds"),
        logiciel=read_version(),
        base=genre,
        version_base=instant.version,
        migrations=[(app, nom) for app, nom in migrations],
        tables=instant.count(),
        nommes=nommes,
        manquants=manquants,
        reglages=list_reglages(),
        secrets=list_secrets(),
        pieces={},
        liens={},
    )


def _hold_entrepot(pile: ExitStack) -> tuple[dict[str, Path], dict[str, str]]:
    racine = settings.ENTREPOT
    listes = racine / REFERENTIELS
    pieces = {
        f"{ENTREPOT}/{chemin.relative_to(racine).as_posix()}": chemin
        for chemin in sorted(listes.rglob("*") if listes.is_dir() else ())
        if chemin.is_file()
    }
    try:
        version = pile.enter_context(hold_version(racine))
    except EntrepotAbsent:
        return pieces, {}
    nom = version.relative_to(racine.resolve()).as_posix()
    siennes, _ = list_gardes(version)
    pieces |= {f"{ENTREPOT}/{nom}/{chemin}": place for chemin, place in siennes.items()}
    return pieces, {f"{ENTREPOT}/{COURANT}": nom}


# The file.


def _write(
    cible: Path, manifeste: Manifeste, chemins: dict[str, Path], cle: str, suivi: Suivi
) -> None:
    total = sum(manifeste.pieces.values())
    libre = shutil.disk_usage(cible.parent).free
    if libre < total + _MARGE:
        raise ErreurSpaser(
            f"Il manque de la place dans « {cible.parent} » : il faut {format_octets(total)}, "
            f"il reste {format_octets(libre)}.",
            "Libérez de la place, gardez moins de sauvegardes, ou donnez un autre dossier.",
        )
    suivi.etape("Écriture de la sauvegarde")
    fait = 0

    def tell(octets: int) -> None:
        nonlocal fait
        fait += octets
        suivi.avance(fait, total)

    provisoire = cible.with_name(f".{cible.name}{_PROVISOIRE}")
    with open_sortie(provisoire, cle) as sortie:
        write_archive(sortie, manifeste, chemins, tell)
    provisoire.rename(cible)


def _prune(dossier: Path, garder: int) -> tuple[str, ...]:
    anciennes = list_sauvegardes(dossier)[:-garder]
    for chemin in anciennes:
        chemin.unlink()
    return tuple(chemin.name for chemin in anciennes)
