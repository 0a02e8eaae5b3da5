"""Writes the files of the fictitious territory, as platforms would have sent them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from spaser.demonstration.bizarreries import add_suites, before_modification, spoil_montants
from spaser.demonstration.formats import (
    Enregistrement,
    build_esus,
    build_inclusion,
    to_concession_v2,
    to_v1,
    to_v2,
    to_xml,
)
from spaser.demonstration.territoire import ACHETEURS, FournisseurFictif, build_fournisseurs
from spaser.demonstration.tirage import DEBUT_V2, MarcheFictif, Tirage, TitulaireFictif

GRAINE: Final = "Val-Fictif"
HOPITAL: Final = ACHETEURS[4].siren  # its platform sends XML

LISEZ_MOI: Final = """\
Val-Fictif : un territoire inventé
==================================

Ces fichiers imitent des données essentielles de la commande publique (DECP).
Tout y est inventé : acheteurs, entreprises, marchés, montants. Les SIREN
commencent par 0010 et ne désignent personne ; les noms portent « (fictif) ».

On y trouve, à petites doses, les défauts des vrais fichiers : réponses
manquantes, copies, versions successives, montants douteux, lots qui partagent
un identifiant, accords-cadres et marchés subséquents, enregistrements
inutilisables.

Pour les lire :  spaser importer DOSSIER
Pour un bilan :  spaser bilan {siren}
"""

_NB_COPIES: Final = 45
_NB_CONCESSIONS: Final = 6


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was written: the contract files, the lists, and the buyer to look at first."""

    dossier: Path
    fichiers: tuple[Path, ...]
    esus: Path
    inclusion: Path
    siren: str


def write_demonstration(dossier: Path) -> Demonstration:
    """Write the whole territory in a folder; the same bytes each time."""
    hasard = Random(GRAINE)  # noqa: S311 - dice, not secrets
    fournisseurs = build_fournisseurs(hasard)
    marches = Tirage(hasard, fournisseurs).draw_marches()
    marches = add_suites(spoil_montants(marches, hasard), fournisseurs, hasard)
    dossier.mkdir(parents=True, exist_ok=True)
    siren = ACHETEURS[0].siren
    (dossier / "LISEZ-MOI.txt").write_text(LISEZ_MOI.format(siren=siren), encoding="utf-8")
    esus, inclusion = _write_listes(dossier, fournisseurs)
    fichiers = (
        _write_v1(dossier / "marches-2019-2023.json", marches),
        _write_v2(dossier / "marches-2024.json", _v2_de(marches, 2024, hasard)),
        _write_v2(dossier / "marches-2025.json", _v2_de(marches, 2025, hasard)),
        _write_2026(dossier / "marches-2026.json.gz", marches, fournisseurs, hasard),
        _write_xml(dossier / "marches-hopital.xml", marches),
    )
    return Demonstration(dossier, fichiers, esus, inclusion, siren)


def _write_listes(dossier: Path, fournisseurs: Sequence[FournisseurFictif]) -> tuple[Path, Path]:
    listes = dossier / "listes"
    listes.mkdir(exist_ok=True)
    esus, inclusion = listes / "esus.xlsx", listes / "inclusion.csv"
    esus.write_bytes(build_esus(fournisseurs))
    inclusion.write_text(build_inclusion(fournisseurs), encoding="utf-8")
    return esus, inclusion


def _write_v1(chemin: Path, marches: Iterable[MarcheFictif]) -> Path:
    anciens = [to_v1(marche) for marche in marches if marche.notification.year < DEBUT_V2]
    chemin.write_text(_dump({"marches": anciens}), encoding="utf-8")
    return chemin


def _de_json(marches: Iterable[MarcheFictif], annee: int) -> list[MarcheFictif]:
    return [
        marche
        for marche in marches
        if marche.notification.year == annee and marche.acheteur.siren != HOPITAL
    ]


def _v2_de(marches: Sequence[MarcheFictif], annee: int, hasard: Random) -> list[Enregistrement]:
    """Return the records published that year: as they were before any modification."""
    choisis = _de_json(marches, annee)
    enregistrements = [to_v2(before_modification(marche)) for marche in choisis]
    return enregistrements + _inutilisables(enregistrements, hasard)


def _inutilisables(enregistrements: list[Enregistrement], hasard: Random) -> list[Enregistrement]:
    """Return two records that say neither who bought nor what: they can only be set aside."""
    modeles = hasard.sample(enregistrements, 2)
    return [
        {cle: valeur for cle, valeur in modele.items() if cle not in ("id", "acheteur")}
        for modele in modeles
    ]


def _write_2026(
    chemin: Path,
    marches: Sequence[MarcheFictif],
    fournisseurs: Sequence[FournisseurFictif],
    hasard: Random,
) -> Path:
    """Write the latest file: this year's contracts, older ones as modified since, and copies."""
    recents = [to_v2(marche) for marche in _de_json(marches, 2026)]
    anterieurs = _de_json(marches, 2024) + _de_json(marches, 2025)
    modifies = [to_v2(m) for m in anterieurs if m.modifications or m.sous_traitances]
    intacts = [m for m in anterieurs if not m.modifications and not m.sous_traitances]
    copies = [to_v2(marche) for marche in hasard.sample(intacts, _NB_COPIES)]
    concessions = [
        to_concession_v2(rang, ACHETEURS[rang % 3].sirets[0], _concessionnaire(fournisseurs, rang))
        for rang in range(_NB_CONCESSIONS)
    ]
    texte = _dump(
        {"marches": {"marche": recents + modifies + copies, "contrat-concession": concessions}}
    )
    chemin.write_bytes(gzip.compress(texte.encode(), mtime=0))
    return chemin


def _concessionnaire(fournisseurs: Sequence[FournisseurFictif], rang: int) -> TitulaireFictif:
    firme = fournisseurs[7 * rang]
    return TitulaireFictif("SIRET", firme.siret, firme.nom)


def _write_v2(chemin: Path, enregistrements: list[Enregistrement]) -> Path:
    chemin.write_text(_dump({"marches": {"marche": enregistrements}}), encoding="utf-8")
    return chemin


def _write_xml(chemin: Path, marches: Iterable[MarcheFictif]) -> Path:
    choisis = [
        to_v2(marche)
        for marche in marches
        if marche.acheteur.siren == HOPITAL and marche.notification.year >= DEBUT_V2
    ]
    chemin.write_bytes(to_xml(choisis))
    return chemin


def _dump(contenu: object) -> str:
    return json.dumps(contenu, ensure_ascii=False, indent=1) + "\n"
