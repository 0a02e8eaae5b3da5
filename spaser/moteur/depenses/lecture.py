"""From extracts to one file of typed lines and the account of what became of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import batched
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from spaser.elements import is_siren
from spaser.moteur.depenses.base import DecisionsDepenses, replace_file, settle_depenses
from spaser.moteur.depenses.colonnes import (
    MONTANTS,
    ChampExtrait,
    ColonnesIncertaines,
    CorrespondanceExtrait,
    Memoire,
    TableTrouvee,
    propose_colonnes_extrait,
)
from spaser.moteur.depenses.modele import CompteRendu, ErreurDepenses
from spaser.moteur.depenses.typage import SCHEMA, LigneExtrait, TypeurExtrait
from spaser.moteur.tables.correspondance import Table, find_connue, guess_table
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import ErreurTable

_LOT: Final = 20_000
_ANNONCE: Final = 5_000  # rows between two reports of progress

type Suivi = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReglagesExtraits:
    """What whoever imports says beside the files. What is given here wins over a mapping."""

    memoire: Memoire = field(default_factory=Memoire)
    decisions: DecisionsDepenses = field(default_factory=DecisionsDepenses)
    acheteur: str | None = None
    annee: int | None = None  # of a file that bears neither date nor exercice
    annee_seule: int | None = None  # the lines of another year are set apart
    montant_est: str | None = None
    garder_doublons: bool = False
    demander: bool = False  # stop at the first table whose columns are not sure


class Extrait(NamedTuple):
    nom: str
    chemin: Path


@dataclass(frozen=True, slots=True)
class ExtraitsLus:
    """What was read: the account, the mapping of each layout, and where the lines are."""

    lignes: Path
    compte_rendu: CompteRendu
    apercus: tuple[TableTrouvee, ...]

    @property
    def correspondances(self) -> tuple[CorrespondanceExtrait, ...]:
        return tuple(apercu.correspondance for apercu in self.apercus)

    @property
    def memoire(self) -> Memoire:
        memoire = Memoire()
        for correspondance in self.correspondances:
            memoire = memoire.remember(correspondance)
        return memoire


def read_depenses(
    chemins: list[Path],
    sortie: Path,
    reglages: ReglagesExtraits | None = None,
    suivi: Suivi | None = None,
) -> ExtraitsLus:
    """Read extracts into one Parquet file of typed lines, replaced in one step at the end.

    Raises:
        ErreurDepenses: a file cannot be read, or none of its columns is an amount or a date.
    """
    reglages = reglages or ReglagesExtraits()
    with replace_file(sortie) as neuf:
        lecture = read_brut([Extrait(c.name, c) for c in chemins], neuf, reglages, suivi)
        settle_depenses(
            [neuf],
            neuf,
            lecture.compte_rendu,
            reglages.decisions,
            garder_doublons=reglages.garder_doublons,
        )
    return replace(lecture, lignes=sortie)


def read_brut(
    extraits: list[Extrait], sortie: Path, reglages: ReglagesExtraits, suivi: Suivi | None = None
) -> ExtraitsLus:
    """Read extracts line by line: nothing is decided yet, and the account is not settled.

    Raises:
        ColonnesIncertaines: `demander` was set and the columns of a table are not sure.
        ErreurDepenses: a file cannot be read, or none of its columns is an amount or a date.
    """
    if reglages.acheteur is not None and not is_siren(reglages.acheteur):
        raise ErreurDepenses(
            f"« {reglages.acheteur} » n’est pas un SIREN.", "Un SIREN a 9 chiffres."
        )
    lecteur = _LectureEnCours(reglages, suivi or _ignore)
    with replace_file(sortie) as brut, pq.ParquetWriter(brut, SCHEMA) as plume:
        for lot in batched(lecteur.read(extraits), _LOT):
            colonnes = zip(zip(*lot, strict=True), SCHEMA.types, strict=True)
            ecrites = [pa.array(valeurs, genre) for valeurs, genre in colonnes]
            plume.write_batch(pa.record_batch(ecrites, schema=SCHEMA))
    return ExtraitsLus(sortie, lecteur.rendu, tuple(lecteur.apercus))


def _ignore(_nom: str, _lignes: int) -> None:
    """Nobody asked to follow."""


class _LectureEnCours:
    def __init__(self, reglages: ReglagesExtraits, suivi: Suivi) -> None:
        self._reglages = reglages
        self._suivi = suivi
        self.rendu = CompteRendu()
        self.apercus: list[TableTrouvee] = []

    def read(self, extraits: list[Extrait]) -> Iterator[LigneExtrait]:
        for extrait in extraits:
            try:
                yield from self._read(extrait)
            except ErreurTable as cause:
                raise ErreurDepenses(f"{extrait.nom} : {cause}") from cause

    def _read(self, extrait: Extrait) -> Iterator[LigneExtrait]:
        trouvee = False
        for feuille in read_feuilles(extrait.chemin):
            table = find_connue(feuille, ChampExtrait, MONTANTS, self._reglages.memoire)
            if table is None:
                self.rendu.feuilles_ignorees.append(feuille.nom or extrait.nom)
                continue
            trouvee = True
            yield from self._read_table(extrait.nom, table)
        if not trouvee:
            raise self._refuse(extrait)

    def _read_table(self, fichier: str, table: Table) -> Iterator[LigneExtrait]:
        typeur = TypeurExtrait(
            table, self._choose(table), fichier, self.rendu, self._reglages.annee_seule
        )
        for rang, (numero, cellules) in enumerate(table.list_utiles()):
            yield typeur.read(numero, cellules)
            if rang % _ANNONCE == 0:
                self._suivi(fichier, rang)

    def _choose(self, table: Table) -> CorrespondanceExtrait:
        """Take the remembered mapping, else find one; what was said for this import wins."""
        r = self._reglages
        connue = r.memoire.find(table.titres)
        choisie = connue or propose_colonnes_extrait(table.titres)
        dits = {"acheteur": r.acheteur, "annee": r.annee, "montant_est": r.montant_est}
        choisie = msgspec.structs.replace(choisie, **{c: v for c, v in dits.items() if v})
        if r.demander and connue is None and choisie.list_doutes():
            raise ColonnesIncertaines(_show(table, choisie))
        choisie.check()
        if all(apercu.correspondance != choisie for apercu in self.apercus):
            self.apercus.append(_show(table, choisie))
        return choisie

    def _refuse(self, extrait: Extrait) -> ErreurDepenses:
        """Ask what the columns of the first thing that looks like a table are, or say why not."""
        if self._reglages.demander:
            tables = map(guess_table, read_feuilles(extrait.chemin))
            if table := next(filter(None, tables), None):
                return ColonnesIncertaines(_show(table, propose_colonnes_extrait(table.titres)))
        return ErreurDepenses(
            f"{extrait.nom} : aucun tableau de dépenses n’a été reconnu.",
            "Il faut une ligne de titres, dont un titre de montant (HT, TTC ou montant) et un "
            "autre : date, exercice, fournisseur, compte… dans les 40 premières lignes.",
        )


def _show(table: Table, correspondance: CorrespondanceExtrait) -> TableTrouvee:
    return TableTrouvee(
        feuille=table.feuille,
        ecrits=table.ecrits,
        correspondance=correspondance,
        doutes=correspondance.list_doutes(),
        exemples=table.list_exemples(),
    )
