"""From extracts to one file of typed lines and the account of what became of each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from spaser.donnees.depenses.choix import TableChoix
from spaser.donnees.depenses.correspondance import Correspondance, Memoire, propose
from spaser.donnees.depenses.entete import find_table
from spaser.donnees.depenses.finition import finish
from spaser.donnees.depenses.lignes import SCHEMA, Ligne
from spaser.donnees.depenses.modele import CompteRendu, ErreurDepenses
from spaser.donnees.depenses.typage import Typeur
from spaser.donnees.tableur.cellules import is_blank
from spaser.donnees.tableur.entete import Table, is_titre
from spaser.donnees.tableur.lecture import read_feuilles
from spaser.donnees.tableur.modele import Cellules, ErreurTableur, Feuille
from spaser.identifiants import is_siren

_LOT: Final = 20_000
_ANNONCE: Final = 5_000  # rows between two words of progress

type Suivi = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reglages:
    """What whoever imports says beside the files. What is given here wins over a mapping."""

    memoire: Memoire = field(default_factory=Memoire)
    choix: TableChoix = field(default_factory=TableChoix)
    acheteur: str | None = None
    annee: int | None = None
    montant_est: str | None = None
    garder_doublons: bool = False


@dataclass(frozen=True, slots=True)
class Lecture:
    """What was read: the account, the mapping of each layout, and where the lines are."""

    lignes: Path
    compte_rendu: CompteRendu
    correspondances: tuple[Correspondance, ...]

    @property
    def memoire(self) -> Memoire:
        """Return the mappings to remember."""
        memoire = Memoire()
        for correspondance in self.correspondances:
            memoire = memoire.remember(correspondance)
        return memoire


def preview(
    chemin: Path, memoire: Memoire | None = None
) -> list[tuple[str | None, Correspondance]]:
    """Return the mapping of each sheet without reading its lines, to be shown and corrected."""
    trouvees = []
    for feuille in _read_feuilles(chemin):
        if table := find_table(feuille, memoire or Memoire()):
            connue = (memoire or Memoire()).find(table.titres)
            trouvees.append((feuille.nom, connue or propose(table.titres)))
        _exhaust(feuille)
    return trouvees


def read_depenses(
    chemins: list[Path], sortie: Path, reglages: Reglages | None = None, suivi: Suivi | None = None
) -> Lecture:
    """Read extracts into one Parquet file of typed lines, replaced in one step at the end.

    Raises:
        ErreurDepenses: a file cannot be read, or none of its columns is an amount or a date.

    """
    lecteur = _Lecteur(_check(reglages or Reglages()), suivi or _ignore)
    with tempfile.TemporaryDirectory(prefix=".depenses-", dir=sortie.parent) as travail:
        brut, propre = Path(travail) / "brut.parquet", Path(travail) / "lignes.parquet"
        with pq.ParquetWriter(brut, SCHEMA) as plume:
            for lot in batched(lecteur.read(chemins), _LOT):
                plume.write_batch(_to_batch(lot))
        finish(brut, propre, lecteur.rendu, garder_doublons=lecteur.reglages.garder_doublons)
        propre.replace(sortie)
    return Lecture(sortie, lecteur.rendu, tuple(lecteur.correspondances))


def _check(reglages: Reglages) -> Reglages:
    if reglages.acheteur is not None and not is_siren(reglages.acheteur):
        raise ErreurDepenses(
            f"« {reglages.acheteur} » n’est pas un SIREN.", "Un SIREN a 9 chiffres."
        )
    return reglages


def _ignore(_nom: str, _lignes: int) -> None:
    """Nobody asked to follow."""


class _Lecteur:
    """Reads the files one after the other."""

    def __init__(self, reglages: Reglages, suivi: Suivi) -> None:
        self.reglages = reglages
        self.rendu = CompteRendu()
        self.correspondances: list[Correspondance] = []
        self._suivi = suivi

    def read(self, chemins: list[Path]) -> Iterator[Ligne]:
        for chemin in chemins:
            trouvees = 0
            for feuille in _read_feuilles(chemin):
                table = find_table(feuille, self.reglages.memoire)
                if table is None:
                    self.rendu.feuilles_ignorees.append(feuille.nom or chemin.name)
                    _exhaust(feuille)
                    continue
                trouvees += 1
                yield from self._read_table(chemin.name, table)
            if not trouvees:
                raise _no_table(chemin)

    def _read_table(self, fichier: str, table: Table) -> Iterator[Ligne]:
        correspondance = self._choose(table.titres)
        typeur = Typeur(
            correspondance,
            correspondance.ranks(table.titres),
            self.reglages.choix,
            (fichier, table.feuille),
            self.rendu,
        )
        for rang, (numero, cellules) in enumerate(_list_utiles(fichier, table)):
            yield typeur.read(numero, cellules)
            if rang % _ANNONCE == 0:
                self._suivi(fichier, rang)

    def _choose(self, titres: tuple[str, ...]) -> Correspondance:
        """Take the remembered mapping, else find one; what was said for this import wins."""
        r = self.reglages
        choisie = r.memoire.find(titres) or propose(titres)
        dits = {"acheteur": r.acheteur, "annee": r.annee, "montant_est": r.montant_est}
        choisie = msgspec.structs.replace(choisie, **{c: v for c, v in dits.items() if v})
        choisie.check()
        if choisie not in self.correspondances:
            self.correspondances.append(choisie)
        return choisie


def _list_utiles(fichier: str, table: Table) -> Iterator[tuple[int, Cellules]]:
    """Yield the rows that hold something and do not repeat the titles, as printed lists do."""
    try:
        for numero, cellules in table.lignes:
            if all(is_blank(c) for c in cellules) or is_titre(cellules, table.titres):
                continue
            yield numero, cellules
    except ErreurTableur as cause:
        raise ErreurDepenses(f"{fichier} : {cause}") from cause


def _read_feuilles(chemin: Path) -> Iterator[Feuille]:
    try:
        yield from read_feuilles(chemin)
    except ErreurTableur as cause:
        raise ErreurDepenses(f"{chemin.name} : {cause}") from cause


def _exhaust(feuille: Feuille) -> None:
    """Consume a sheet: the next one starts after it."""
    for _ in feuille.lignes:
        pass


def _no_table(chemin: Path) -> ErreurDepenses:
    return ErreurDepenses(
        f"{chemin.name} : aucun tableau de dépenses n’a été reconnu.",
        "Il faut une ligne de titres, dont un titre de montant (HT, TTC ou montant) et un autre : "
        "date, exercice, fournisseur, compte… dans les 40 premières lignes.",
    )


def _to_batch(lot: tuple[Ligne, ...]) -> pa.RecordBatch:
    colonnes = [
        pa.array(valeurs, champ.type)
        for valeurs, champ in zip(zip(*lot, strict=True), SCHEMA, strict=True)
    ]
    return pa.record_batch(colonnes, schema=SCHEMA)
