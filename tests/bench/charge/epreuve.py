"""Everything goes wrong at once, for five minutes, under sixty readers: what answers, what is lost.

    python -m tests.bench.charge.epreuve --base sqlite          five minutes
    python -m tests.bench.charge.epreuve --petit                ten people for twenty seconds

The site's folder has a file system of its own, that fills up; its base is held for fourteen
seconds, again and again; its workers are killed, that of files while it reads one; a page of
outside that never ends is asked for; measures are on. The disk and the page need a name space of
their own (`unshare`, as root): without, they are said to be left out. Ends with 1 when something
is missed.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tests.bench.charge.__main__ import (
    CIBLES,
    ENTIERE,
    LECTEURS,
    PAUSES,
    PETITE,
    PRESSES,
    RESULTATS,
)
from tests.bench.charge.controle import Constat
from tests.bench.charge.fautes import (
    DEHORS,
    BaseTenue,
    DisquePlein,
    Faute,
    SiteSourd,
    TravailleurTue,
)
from tests.bench.charge.parcours import CORRECTION, EXPORT, LECTURE, TEXTE, Terrain
from tests.bench.charge.releve import Releve
from tests.bench.charge.site import SIRET, Site, send_people
from tests.bench.charge.temoins import ACTION, DEPOT, Guetteur, list_temoins
from tests.bench.charge.temoins import DEHORS as PAGES_DU_DEHORS
from tests.bench.generateur import write_seul
from tests.bench.mesure import python
from tests.site.postgresql import DEMANDE, choose_adresse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.charge.__main__ import Taille
    from tests.bench.charge.visiteurs import Attente

CLE: Final = "zqy7WJ3vTnQk4-mesures-de-l-epreuve-8sLp2RfXcVbNmHgD6w"
PLACE: Final = "2500m"  # of the small file system
LUES: Final = frozenset({LECTURE, EXPORT})
ECRITES: Final = frozenset({CORRECTION, TEXTE, ACTION, DEPOT, PAGES_DU_DEHORS})
PIRE: Final = 10.0  # seconds, for any page that is only read
DEHORS_MAX: Final = 45.0  # for the page of outside: a place in a box, then its delay
_PAGES: Final = 15
_DEDANS: Final = "SPASER_EPREUVE_DEDANS"
_BON, _OCCUPE, _PLEIN = 200, 503, 507
_RYTHME: Final = {  # free then full disk, held then free base, between two kills, to settle
    False: (60.0, 60.0, 14.0, 10.0, 20.0, 300.0),
    True: (5.0, 5.0, 7.0, 4.0, 5.0, 180.0),
}


class Epreuve(msgspec.Struct):
    """What the drill found."""

    fautes: dict[str, list[float]]  # what went wrong: how many times, seconds in all
    absentes: list[str]  # what could not be made to go wrong
    reponses: dict[str, dict[str, int]]  # by kind: how many of each
    pendant: dict[str, int]  # answers that are none, by what went wrong then
    pages: dict[str, int]  # the same, by page
    lectures: list[float]  # number, median, 95 out of 100, longest
    dehors: float  # the longest wait for the page of outside
    sante: dict[str, dict[str, int]]
    rouges: dict[str, int]  # checks of /sante, how many times
    derniers: list[str]  # those that were still red at the end
    charge: list[float]  # of the machine: least and most
    memoire: int  # Mo, at most
    marques: int  # forms that were acknowledged
    constat: Constat
    retour: float  # seconds until /sante was green again; -1: it was not
    mort: bool  # the site ended


def main() -> int:
    """Run, print, keep."""
    analyse = argparse.ArgumentParser(description="Met le site à l’épreuve.")
    analyse.add_argument("--petit", action="store_true")
    analyse.add_argument("--base", choices=("sqlite", "postgresql"), default="sqlite")
    analyse.add_argument("--minutes", type=float, default=5)
    analyse.add_argument("--personnes", type=int)
    lus = analyse.parse_args()
    isole = _enter_espace()
    taille = PETITE if lus.petit else ENTIERE
    secondes = 20 if lus.petit else int(lus.minutes * 60)
    taille = replace(taille, secondes=secondes, personnes=lus.personnes or taille.personnes)
    os.environ[DEMANDE] = lus.base
    with tempfile.TemporaryDirectory(prefix="spaser-epreuve-") as dossier:
        site = Site(Path(dossier), choose_adresse(), SPASER_MESURES=CLE)
        with _mount(site.dossier, isole=isole):
            site.prepare(taille)
            epreuve = _try(site, taille, petit=lus.petit, isole=isole)
    manques = list_manques(epreuve)
    sys.stdout.write(f"# Épreuve, {lus.base}\n\n{write_epreuve(epreuve)}\n")
    sys.stdout.write("".join(f"manqué : {manque}\n" for manque in manques))
    if not lus.petit:
        garde = RESULTATS / f"epreuve-{lus.base}.json"
        garde.write_bytes(msgspec.json.format(msgspec.json.encode(epreuve), indent=1))
    return int(bool(manques))


# A place of its own: mounts and addresses that go with this program.


def _enter_espace() -> bool:
    """Run again in name spaces of its own; False when the system does not allow it."""
    if os.environ.get(_DEDANS):
        for commande in ("ip link set lo up", f"ip address add {DEHORS}/32 dev lo"):
            subprocess.run(commande.split(), check=True)
        return True
    entree = ["unshare", "--mount", "--net"]
    try:
        permis = subprocess.run([*entree, "ip", "link"], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    if not permis.returncode:
        commande = [*entree, *python("tests.bench.charge.epreuve", *sys.argv[1:])]
        sys.exit(subprocess.call(commande, env=os.environ | {_DEDANS: "oui"}))
    return False


@contextmanager
def _mount(dossier: Path, *, isole: bool) -> Iterator[None]:
    """Give a folder a small file system of its own."""
    dossier.mkdir()
    if not isole:
        yield
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={PLACE}", "spaser", dossier], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", dossier], check=True)


# The drill.


def _try(site: Site, taille: Taille, *, petit: bool, isole: bool) -> Epreuve:
    libre, plein, tenue, repit, pas, repos = _RYTHME[petit]
    terrain = msgspec.json.decode(site.terrain.read_bytes(), type=Terrain)
    fichier = site.terrain.with_name("depot.json")
    write_seul(SIRET, 300, fichier)
    with site.serve() as (port, pid):
        releve, guetteur = Releve(pid), Guetteur(port, CLE)
        fautes: list[Faute] = [TravailleurTue(pid, role, pas) for role in ("fichiers", "urgences")]
        if isole:
            fautes += [DisquePlein(site.dossier, libre, plein), SiteSourd()]
        sourde = f"http://{DEHORS}/" if isole else ""
        temoins = list_temoins(port, taille.secondes, terrain, fichier, sourde)
        fautes.append(BaseTenue(site, tenue, repit))
        fils: list[threading.Thread] = [releve, guetteur, *fautes, *temoins]
        for fil in fils:
            fil.start()
        attentes = send_people(port, taille, site.terrain, PAUSES[PRESSES if petit else LECTEURS])
        for faute in fautes:
            faute.stop()
        for temoin in temoins:
            temoin.join()
            attentes += temoin.attentes
        retour = _wait_green(guetteur, repos)
        marques = [a.marque for a in attentes if a.marque]
        constat = _settle(site, marques, 0 if retour < 0 else repos)
        releve.stop()
        mort = guetteur.look("/sante/vivant") != _BON
        guetteur.stop()
    return _gather(attentes, fautes, guetteur, constat, releve, (retour, mort))


def _wait_green(guetteur: Guetteur, repos: float) -> float:
    """Return in how many seconds the site says that all is well; -1 when it does not."""
    depart = time.monotonic()
    while time.monotonic() - depart < repos:
        if guetteur.look("/sante") == _BON:
            return round(time.monotonic() - depart, 1)
        time.sleep(1)
    return -1


def _settle(site: Site, marques: list[str], repos: float) -> Constat:
    """Look at what is kept, once nothing waits any more or the time is over."""
    fichier = site.terrain.with_name("marques.json")
    fichier.write_bytes(msgspec.json.encode(marques))
    fin = time.monotonic() + repos
    while True:
        dit = site.run(python("tests.bench.charge.controle", fichier))
        constat = msgspec.json.decode(dit, type=Constat)
        if not constat.taches or time.monotonic() > fin:
            return constat
        time.sleep(5)


def _gather(
    attentes: list[Attente],
    fautes: list[Faute],
    guetteur: Guetteur,
    constat: Constat,
    releve: Releve,
    fin: tuple[float, bool],
) -> Epreuve:
    reponses: dict[str, Counter[str]] = defaultdict(Counter)
    pendant, pages = Counter[str](), Counter[str]()
    sante = defaultdict[str, Counter[str]](Counter)
    for attente in attentes:
        causes = _find_causes(attente, fautes)
        sorte = name_reponse(attente, plein=DisquePlein.nom in causes)
        reponses[attente.genre][sorte] += 1
        if sorte != "2xx":
            dit = attente.statut if sorte in {"4xx", "5xx"} else sorte
            pendant[f"{dit}, {causes or 'rien d’autre'}"] += 1
            pages[f"{attente.page} : {dit}"] += 1
    for chemin, statut in guetteur.statuts:
        sante[chemin][str(statut or "coupée")] += 1
    presentes = {f.nom: f for f in fautes if f.periodes}
    retour, mort = fin
    return Epreuve(
        fautes={nom: [len(f.periodes), _sum(f.periodes)] for nom, f in presentes.items()},
        absentes=_list_absentes(fautes),
        reponses={genre: dict(nombres) for genre, nombres in reponses.items()},
        pendant=dict(pendant.most_common()),
        pages=dict(pages.most_common()),
        lectures=_sum_up([a.secondes for a in attentes if a.genre == LECTURE]),
        dehors=max((a.secondes for a in attentes if a.genre == PAGES_DU_DEHORS), default=0.0),
        sante={chemin: dict(nombres) for chemin, nombres in sante.items()},
        rouges=dict(guetteur.rouges),
        derniers=guetteur.derniers,
        charge=[min(releve.charges), max(releve.charges)],
        memoire=releve.pic // 1_000_000,
        marques=sum(bool(a.marque) for a in attentes),
        constat=constat,
        retour=retour,
        mort=mort,
    )


def _list_absentes(fautes: list[Faute]) -> list[str]:
    """Say what did not go wrong, and why; the page of outside is told by its answers."""
    sans = [f for f in fautes if not f.periodes and (f.panne or not isinstance(f, SiteSourd))]
    dites = [f"{faute.nom} ({faute.panne or 'jamais venu'})" for faute in sans]
    noms = {faute.nom for faute in fautes}
    isolees = (genre.nom for genre in (DisquePlein, SiteSourd))
    return dites + [f"{nom} (pas permis ici)" for nom in isolees if nom not in noms]


def name_reponse(attente: Attente, *, plein: bool = False) -> str:
    """Say what kind of answer it was; `plein`: the disk was full meanwhile, which may be told."""
    if attente.statut == _PLEIN and plein:
        return "507"
    if not attente.statut:
        return "coupée"
    if attente.renvoyez:
        return "503 renvoyez"
    if attente.statut == _OCCUPE:
        return "503"
    return f"{attente.statut // 100}xx"


def _find_causes(attente: Attente, fautes: list[Faute]) -> str:
    debut = attente.quand - attente.secondes
    causes = [
        faute.nom
        for faute in fautes
        if any(d <= attente.quand and debut <= f for d, f in faute.periodes)
    ]
    return ", ".join(causes)


def _sum(periodes: list[tuple[float, float]]) -> float:
    return round(sum(fin - debut for debut, fin in periodes), 1)


def _sum_up(durees: list[float]) -> list[float]:
    rangees = sorted(durees)
    p95 = rangees[math.ceil(len(rangees) * 0.95) - 1]
    return [len(rangees), *(round(d, 3) for d in (rangees[len(rangees) // 2], p95, rangees[-1]))]


def list_manques(epreuve: Epreuve) -> list[str]:
    """Say what is not as it should be: every page answers, nothing is lost, all is well after."""
    manques = [f"cette faute n’a pas eu lieu : {absente}" for absente in epreuve.absentes]
    for genre, nombres in epreuve.reponses.items():
        permises = {"2xx"} if genre in LUES else {"2xx", "503 renvoyez", "507"}
        autres = {sorte: combien for sorte, combien in nombres.items() if sorte not in permises}
        manques += [f"{genre} : {sorte} ({combien} fois)" for sorte, combien in autres.items()]
    _, _, p95, pire = epreuve.lectures
    if p95 > CIBLES[PRESSES][LECTURE]:
        manques.append(
            f"lectures : {p95:.1f} s pour 95 sur 100, {CIBLES[PRESSES][LECTURE]} au plus"
        )
    if pire > PIRE:
        manques.append(f"lectures : {pire:.1f} s pour la plus longue, {PIRE:.0f} au plus")
    if epreuve.dehors > DEHORS_MAX:
        manques.append(f"page du dehors : {epreuve.dehors:.0f} s, {DEHORS_MAX:.0f} au plus")
    for chemin in ("/sante/vivant", "/mesures"):
        mauvaises = {s: n for s, n in epreuve.sante.get(chemin, {}).items() if s != str(_BON)}
        manques += [f"{chemin} : {statut} ({n} fois)" for statut, n in mauvaises.items()]
    return manques + list_pertes(epreuve)


def list_pertes(epreuve: Epreuve) -> list[str]:
    """Say what was lost, doubled or left undone."""
    constat = epreuve.constat
    dits = {
        "écrit, puis perdu": constat.perdues,
        "écrit deux fois": constat.doubles,
        "base abîmée": constat.integrite,
        "travaux qui n’ont pas fini": constat.taches,
        "le site s’est arrêté": epreuve.mort,
        "/sante n’est pas redevenue verte": epreuve.retour < 0 and epreuve.derniers,
        "fichiers arrêtés sans être dits": constat.muets,
    }
    return [f"{quoi} : {vu}" for quoi, vu in dits.items() if vu]


def write_epreuve(epreuve: Epreuve) -> str:
    """Write what happened, as tables."""
    sortes = ("2xx", "4xx", "503 renvoyez", "507", "503", "5xx", "coupée")
    lignes = [f"| | {' | '.join(sortes)} |", f"| --- |{' ---: |' * len(sortes)}"]
    for genre, nombres in epreuve.reponses.items():
        lignes.append(f"| {genre} | {' | '.join(str(nombres.get(s, 0)) for s in sortes)} |")
    nombre, mediane, p95, pire = epreuve.lectures
    constat = epreuve.constat
    lignes += [
        "",
        (
            f"Lectures : {nombre:.0f} ; médiane {mediane:.3f} s, 95 sur 100 {p95:.2f} s, "
            f"la plus longue {pire:.2f} s"
        ),
        f"Page du dehors : {epreuve.dehors:.1f} s au plus",
        f"Mémoire (PSS) : {epreuve.memoire} Mo au plus",
        *(f"{nom} : {fois:.0f} fois, {s:.0f} s" for nom, (fois, s) in epreuve.fautes.items()),
        *(f"{chemin} : {nombres}" for chemin, nombres in epreuve.sante.items()),
        f"Rouges à /sante : {epreuve.rouges}",
        f"Charge de la machine : de {epreuve.charge[0]:.1f} à {epreuve.charge[1]:.1f}",
        f"/sante verte de nouveau après {epreuve.retour:.0f} s",
        (
            f"{epreuve.marques} écritures dites faites ; perdues : {len(constat.perdues)}, "
            f"doublées : {len(constat.doubles)}"
        ),
        f"Fichiers : {constat.fichiers} ; travaux en échec : {constat.echouees}",
        "",
        *(f"{quoi} ({combien} fois)" for quoi, combien in epreuve.pendant.items()),
        "",
        *(f"{page} ({combien} fois)" for page, combien in list(epreuve.pages.items())[:_PAGES]),
        "",
    ]
    return "\n".join(lignes)


if __name__ == "__main__":
    sys.exit(main())
