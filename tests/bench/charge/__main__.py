"""Sixty people on the site for two minutes: what they wait for, what the site holds.

    python -m tests.bench.charge                on SQLite, then on PostgreSQL
    python -m tests.bench.charge --petit        ten people for a few seconds on a small site

prints a table beside that of the run before, and ends with 1 when a target is missed. People come
twice: at the pace of somebody who reads, then in a hurry, a page every second, which tells where
the site bends; each pace has its targets. A small run is in a hurry, only refuses errors, and keeps
no result.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tests.bench.charge.parcours import CORRECTION, LECTURE
from tests.bench.charge.releve import Releve
from tests.bench.charge.site import Site, send_people
from tests.site.postgresql import DEMANDE, choose_adresse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.charge.visiteurs import Attente

RESULTATS: Final = Path(__file__).parents[1] / "resultats"
PAUSES: Final = {"au rythme d’une lecture": (4.0, 12.0), "pressés": (0.4, 2.0)}  # seconds
LECTEURS, PRESSES = PAUSES
# Seconds for 95 answers out of 100, by pace.
CIBLES: Final = {
    LECTEURS: {LECTURE: 0.3, CORRECTION: 0.6},
    PRESSES: {LECTURE: 1.5, CORRECTION: 3.0},
}
MEMOIRE, SUPERVISEUR = 1_200, 60  # Mo
_MEGA: Final = 1_000_000
_LENTES: Final = 12
_BON: Final = 200


@dataclass(frozen=True)
class Taille:
    """How much the site holds, how many come, for how long."""

    enregistrements: int  # of the large space
    autres: int  # records of other buyers
    membres: int
    essais: int
    fiches: int
    personnes: int
    secondes: int


ENTIERE: Final = Taille(19_500, 5_000, 25, 200, 5_000, 60, 120)
PETITE: Final = Taille(400, 400, 3, 6, 60, 10, 8)


class Resultat(msgspec.Struct):
    """What a run found: seconds by kind and by page, memory in Mo."""

    genres: dict[str, list[float]]  # number, median, 95 out of 100, longest
    pages: dict[str, list[float]]
    statuts: dict[str, int]  # what is not 200, by page
    memoire: int
    pic: int
    superviseur: int
    processeur: float  # seconds of the whole site
    charge: list[float]  # of the machine: least and most
    processus: list[int] = []  # memory of each, the largest first


def main() -> int:
    """Run, print, keep."""
    analyse = argparse.ArgumentParser(description="Mesure le site sous une charge.")
    analyse.add_argument("--petit", action="store_true")
    analyse.add_argument("--base", choices=("sqlite", "postgresql"), action="append")
    analyse.add_argument("--personnes", type=int)
    analyse.add_argument("--secondes", type=int)
    lus = analyse.parse_args()
    taille = PETITE if lus.petit else ENTIERE
    change = {nom: getattr(lus, nom) or getattr(taille, nom) for nom in ("personnes", "secondes")}
    taille = Taille(**{**vars(taille), **change})
    fautes = []
    for base in lus.base or ("sqlite", "postgresql"):
        for rythme, resultat in measure(base, taille, (PRESSES,) if lus.petit else tuple(PAUSES)):
            suite = "" if rythme == PRESSES else "-lecture"
            garde = RESULTATS / f"charge-{base}{suite}.json"
            sys.stdout.write(f"# {base}, {rythme}\n\n{write_table(resultat, _read(garde))}\n")
            sys.stdout.flush()
            fautes += list_fautes(resultat, rythme if taille == ENTIERE else "")
            if taille == ENTIERE:
                garde.write_bytes(msgspec.json.format(msgspec.json.encode(resultat), indent=1))
    sys.stdout.write("".join(f"manqué : {faute}\n" for faute in fautes))
    return int(bool(fautes))


def measure(base: str, taille: Taille, rythmes: tuple[str, ...]) -> Iterator[tuple[str, Resultat]]:
    """Make a site on a base, send people there at each pace, and yield what they waited for."""
    os.environ[DEMANDE] = base
    with tempfile.TemporaryDirectory(prefix="spaser-charge-") as dossier:
        site = Site(Path(dossier), choose_adresse())
        site.prepare(taille)
        for rythme in rythmes:
            with site.serve() as (port, pid):
                releve = Releve(pid)
                releve.start()
                attentes = send_people(port, taille, site.terrain, PAUSES[rythme])
                processeur = releve.stop()
            yield rythme, _gather(attentes, releve, processeur)


def _gather(attentes: list[Attente], releve: Releve, processeur: float) -> Resultat:
    genres, pages, statuts = defaultdict(list), defaultdict(list), defaultdict(int)
    for attente in attentes:
        genres[attente.genre].append(attente.secondes)
        pages[attente.page].append(attente.secondes)
        if attente.statut != _BON:
            statuts[f"{attente.page} : {attente.statut or 'connexion coupée'}"] += 1
    return Resultat(
        genres={genre: _sum_up(durees) for genre, durees in genres.items()},
        pages={page: _sum_up(durees) for page, durees in pages.items()},
        statuts=statuts,
        memoire=releve.dernier // _MEGA,
        pic=releve.pic // _MEGA,
        superviseur=releve.superviseur // _MEGA,
        processus=sorted((m // _MEGA for m in releve.memoires.values()), reverse=True),
        processeur=round(processeur, 1),
        charge=[min(releve.charges), max(releve.charges)],
    )


def _sum_up(durees: list[float]) -> list[float]:
    rangees = sorted(durees)
    p95 = rangees[math.ceil(len(rangees) * 0.95) - 1]
    return [len(rangees), *(round(d, 3) for d in (rangees[len(rangees) // 2], p95, rangees[-1]))]


def _read(garde: Path) -> Resultat | None:
    return msgspec.json.decode(garde.read_bytes(), type=Resultat) if garde.exists() else None


def write_table(resultat: Resultat, avant: Resultat | None) -> str:
    """Write the kinds and the slowest pages, with what 95 out of 100 took the time before."""
    lentes = sorted(resultat.pages.items(), key=lambda page: -page[1][2])[:_LENTES]
    connues = {**avant.genres, **avant.pages} if avant else {}
    lignes = ["| | demandes | médiane | 95 sur 100 | la plus longue | 95 sur 100, avant |"]
    lignes.append("| --- | ---: | ---: | ---: | ---: | ---: |")
    for nom, (nombre, *durees) in [*resultat.genres.items(), *lentes]:
        lus = " | ".join(f"{duree * 1000:.0f} ms" for duree in durees)
        ancien = f"{connues[nom][2] * 1000:.0f} ms" if nom in connues else "—"
        lignes.append(f"| {nom} | {nombre:.0f} | {lus} | {ancien} |")
    nombre = sum(genre[0] for genre in resultat.genres.values())
    lignes += [
        "",
        f"{nombre:.0f} demandes ; {resultat.processeur / nombre * 1000:.0f} ms de processeur l’une",
        f"Mémoire (PSS) : {resultat.memoire} Mo à la fin, {resultat.pic} Mo au plus",
        f"Processus : {', '.join(map(str, resultat.processus))} Mo",
        f"Superviseur : {resultat.superviseur} Mo",
        f"Charge de la machine : de {resultat.charge[0]:.1f} à {resultat.charge[1]:.1f}",
        *(f"{quoi} ({combien} fois)" for quoi, combien in resultat.statuts.items()),
        "",
    ]
    return "\n".join(lignes)


def list_fautes(resultat: Resultat, rythme: str) -> list[str]:
    """Say what misses the targets of a pace; without one, errors and the supervisor only."""
    fautes = list(resultat.statuts)
    if resultat.superviseur > SUPERVISEUR:
        fautes.append(f"superviseur : {resultat.superviseur} Mo, {SUPERVISEUR} au plus")
    if not rythme:
        return fautes
    if resultat.pic > MEMOIRE:
        fautes.append(f"mémoire : {resultat.pic} Mo, {MEMOIRE} au plus")
    for genre, cible in CIBLES[rythme].items():
        p95 = resultat.genres[genre][2]
        if p95 > cible:
            fautes.append(f"{genre}, {rythme} : {p95:.2f} s, {cible} au plus")
    return fautes


if __name__ == "__main__":
    sys.exit(main())
