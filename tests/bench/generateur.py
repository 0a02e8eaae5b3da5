"""Generator of large official files, seeded and streamed, that knows exactly what it wrote.

    python -m tests.bench.generateur --format v2 --nombre 500000 --graine 1 SORTIE

prints the truth as JSON: records, contracts, concessions, later versions, exact copies and
unreadable records. The records of a file are the sum of the other five.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final, Literal, cast

import msgspec

from tests.bench.bassins import JOUR_ZERO, JOURS, Bassins, Periode, Textes, remplir
from tests.bench.dialectes import Dialecte, Json, JsonV1, Xml
from tests.bench.fabrique import (
    BLOC,
    PROFIL_JOUR,
    PROFIL_V1,
    PROFIL_V2,
    Fabrique,
    Verite,
)

type Format = Literal["v2", "v1", "xml", "jour"]

PART_CONCESSIONS: Final = 0.002
# Share of the records of a daily file that republish a contract of the large file before it.
PART_REPUBLIES: Final = 0.1
TEXTES_V2: Final = Textes(precisions=0.52)
TEXTES_V1: Final = Textes(
    precisions=0.34, sans_lieu=0.5, lots=0.13, capitales=0.32, accents_perdus=0.08
)
DIALECTES: Final = {"v2": Json, "xml": Xml, "jour": Json, "v1": JsonV1}
PROFILS: Final = {"v2": PROFIL_V2, "xml": PROFIL_V2, "jour": PROFIL_JOUR, "v1": PROFIL_V1}


def jour(annee: int, mois: int, quantieme: int) -> int:
    """Index of a day."""
    return date(annee, mois, quantieme).toordinal() - JOUR_ZERO


PERIODES: Final = {
    "v2": Periode(jour(2024, 1, 1), jour(2026, 3, 31), jour(2026, 4, 30)),
    "xml": Periode(jour(2024, 1, 1), jour(2026, 3, 31), jour(2026, 4, 30)),
    "jour": Periode(jour(2026, 3, 1), jour(2026, 5, 4), jour(2026, 5, 5)),
    "v1": Periode(jour(2019, 1, 1), jour(2023, 12, 31), jour(2024, 1, 31)),
}


@dataclass(frozen=True, slots=True)
class Demande:
    """What to write."""

    format: Format
    nombre: int  # records, whatever they become
    graine: int = 1
    abimes: int = 0  # unreadable records added to `nombre` (JSON only)
    base: int | None = None  # seed of the v2 file that a daily file follows


@lru_cache(maxsize=4)
def _bassins(nom: Format) -> tuple[Dialecte, Bassins]:
    dialecte = cast("Dialecte", DIALECTES[nom]())
    return dialecte, remplir(dialecte, PERIODES[nom], TEXTES_V1 if nom == "v1" else TEXTES_V2)


def _republies(demande: Demande, nombre: int, verite: Verite) -> list[str]:
    """Publish later versions of contracts of the large file: its first block is made again."""
    if demande.base is None:
        return []
    dialecte, bassins = _bassins("v2")
    fabrique = Fabrique(dialecte, bassins, PERIODES["v2"], PROFIL_V2, demande.base)
    bloc = fabrique.ouvrir(0)
    bloc.fabriquer(BLOC)
    sortie = []
    # Another seed republishes other contracts.
    debut = demande.graine * nombre % max(1, len(bloc.retours) - nombre)
    for retour in bloc.retours[debut : debut + nombre]:
        retour.dernier = max(retour.dernier, PERIODES["v2"].publication + 200)
        retour.evoluer(bloc.suites, 1)
        sortie.append(bloc.ecrire_retour(retour))
    verite.versions += len(sortie)
    verite.enregistrements += len(sortie)
    return sortie


def _concessions(demande: Demande, nombre: int, verite: Verite) -> list[str]:
    d, bassins = _bassins(demande.format)
    graine = demande.graine
    hasard = random.Random(graine + 17)  # noqa: S311
    sortie = []
    for rang in range(nombre):
        signature = jour(2024, 1, 1) + hasard.randrange(800)
        champs = [
            d.champ("id", f"C{graine % 1000:03d}{rang:07d}"),
            d.champ("autoriteConcedante", {"id": hasard.choice(bassins.acheteurs)[0]}),
            d.champ("nature", hasard.choice(("Concession de service", "Concession de travaux",
                                             "Délégation de service public"))),
            d.champ("objet", f"Exploitation du service n° {rang}, régie {hasard.randrange(999)}"),
            d.champ("procedure", "Procédure négociée ouverte"),
            d.champ("dureeMois", hasard.randrange(12, 240)),
            d.champ("dateSignature", JOURS[signature]),
            d.champ("datePublicationDonnees", JOURS[signature + 20]),
            d.champ("dateDebutExecution", JOURS[signature + 30]),
            d.champ("valeurGlobale", hasard.randrange(1000, 9_000_000)),
            d.champ("montantSubventionPublique", hasard.choice((0, 0, 15000))),
            d.liste("concessionnaires", [
                d.element("concessionnaire", d.champ("typeIdentifiant", "SIRET")
                          + d.champ("id", f"{hasard.randrange(3 * 10**13, 9 * 10**13)}"))
            ]),
        ]  # fmt: skip
        if isinstance(d, JsonV1):
            champs.append(d.champ("_type", "Contrat de concession") + d.champ("modifications", []))
        else:
            champs.append(
                d.champ("considerationsSociales", {"considerationSociale": ["Concession réservée"]})
            )
        sortie.append(d.fiche("".join(champs), "contrat-concession"))
    verite.concessions += nombre
    verite.enregistrements += nombre
    return sortie


def _abimer(fiches: list[str], nombre: int, verite: Verite) -> list[str]:
    """Insert what no reader can make a record of: one cut half-way, or a text in its place.

    A misplaced quote or a stray byte would not do: a patient reader repairs them.
    """
    for rang in range(nombre):
        place = (rang + 1) * len(fiches) // (nombre + 1)
        fiche = fiches[place]
        fiches.insert(place, '"enregistrement retiré"' if rang % 2 else fiche[: len(fiche) // 2])
    verite.quarantaine += nombre
    verite.enregistrements += nombre
    return fiches


def morceaux(demande: Demande, verite: Verite) -> Iterator[bytes]:
    """Give the file piece by piece; the truth is complete once it is exhausted."""
    dialecte, bassins = _bassins(demande.format)
    profil, periode = PROFILS[demande.format], PERIODES[demande.format]
    fabrique = Fabrique(dialecte, bassins, periode, profil, demande.graine)
    nombre_concessions = int(demande.nombre * PART_CONCESSIONS)
    republies = _republies(demande, int(demande.nombre * PART_REPUBLIES), verite)
    nombre = demande.nombre - nombre_concessions - len(republies)
    separateur = dialecte.separateur
    yield dialecte.debut
    for numero in range(-(-nombre // BLOC)):
        fiches = fabrique.bloc(numero, min(BLOC, nombre - numero * BLOC), verite)
        if numero == 0:
            fiches = _abimer(fiches + republies, demande.abimes, verite)
        texte = separateur.join(fiches)
        yield (separateur + texte if numero else texte).encode()
    concessions = _concessions(demande, nombre_concessions, verite)
    if concessions or not isinstance(dialecte, JsonV1):
        yield dialecte.milieu
    yield separateur.join(concessions).encode()
    yield dialecte.fin


def ecrire(demande: Demande, sortie: BinaryIO) -> Verite:
    """Write a file and tell the truth about it."""
    verite = Verite()
    for morceau in morceaux(demande, verite):
        verite.octets += sortie.write(morceau)
    return verite


def generer(demande: Demande, chemin: Path) -> Verite:
    """Write a file on disk, complete or not at all, and tell the truth about it."""
    partiel = chemin.with_name(f"{chemin.name}.partiel")
    with partiel.open("wb") as sortie:
        verite = ecrire(demande, sortie)
    partiel.replace(chemin)
    return verite


def write_seul(siret: str, nombre: int, chemin: Path) -> None:
    """Write the first records of the v2 file of seed 1 as those of one buyer."""
    generer(Demande("v2", nombre), chemin)
    lu = msgspec.json.decode(chemin.read_bytes())
    siens = [marche | {"acheteur": {"id": siret}} for marche in lu["marches"]["marche"]]
    chemin.write_bytes(msgspec.json.encode({"marches": {"marche": siens}}))


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    analyse = argparse.ArgumentParser(description="Fabrique un grand fichier DECP.")
    analyse.add_argument("sortie", type=Path)
    analyse.add_argument("--format", choices=tuple(DIALECTES), default="v2")
    analyse.add_argument("--nombre", type=int, default=500_000, help="enregistrements")
    analyse.add_argument("--graine", type=int, default=1)
    analyse.add_argument("--abimes", type=int, default=0, help="enregistrements illisibles en plus")
    analyse.add_argument(
        "--base", type=int, help="graine du fichier v2 que suit un fichier du jour"
    )
    lus = analyse.parse_args(arguments)
    demande = Demande(lus.format, lus.nombre, lus.graine, lus.abimes, lus.base)
    verite = generer(demande, lus.sortie)
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(verite)).decode() + "\n")


if __name__ == "__main__":
    main()
