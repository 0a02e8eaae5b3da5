"""From a spreadsheet of contracts to a DECP file and the account of what became of each line."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spaser.moteur.contrats import modele
from spaser.moteur.contrats.typage import TypeurMarches
from spaser.moteur.tables.correspondance import find_connue
from spaser.moteur.tables.entete import Table, guess_table
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Feuille

_ANNONCE: Final = 500  # lines between two reports of progress

type Suivi = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Apercu:
    """What stands at the top of a spreadsheet, and what its columns seem to say."""

    feuille: str | None
    ecrits: tuple[str, ...]
    exemples: tuple[tuple[str, ...], ...]  # by column
    correspondance: modele.CorrespondanceMarches
    connue: bool = False  # these very titles were mapped before
    autres_feuilles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReglagesMarches:
    """How to read: the mapping, for whom, and the year that the file should be of."""

    correspondance: modele.CorrespondanceMarches
    acheteur: modele.EtablissementsAcheteur
    annee: int | None = None


def preview(chemin: Path, memoire: modele.Memoire | None = None) -> Apercu:
    """Return the titles and the first lines of the sheet of contracts.

    Raises:
        ErreurTable: the file cannot be read, or no sheet has titles of contracts.
    """
    memoire = memoire or modele.Memoire()
    with _open_table(chemin, memoire) as (table, autres):
        connue = memoire.find(table.titres)
    return Apercu(
        table.feuille,
        table.ecrits,
        table.list_exemples(),
        connue or modele.propose_colonnes_marches(table.titres),
        connue is not None,
        autres,
    )


def convert(
    chemin: Path, cible: Path, reglages: ReglagesMarches, suivi: Suivi | None = None
) -> modele.Decompte:
    """Write the contracts of a spreadsheet as a DECP file; return what became of each line.

    Raises:
        ErreurTable: the file cannot be read, or its columns are not those of the mapping.
    """
    reglages.correspondance.check()
    rendu = modele.Decompte(chemin.name)
    memoire = modele.Memoire(correspondances=(reglages.correspondance,))
    with _open_table(chemin, memoire) as (table, _):
        if not reglages.correspondance.fits(table.titres):
            raise modele.ErreurContrats(
                "Les colonnes du fichier ont changé depuis leur association.",
                "Associez-les de nouveau.",
            )
        correspondance = reglages.correspondance.move_to(table.titres)
        typeur = TypeurMarches(correspondance, table, reglages.acheteur, reglages.annee, rendu)
        marches = _read(table, typeur, rendu, suivi or _ignore)
    _write(cible, marches)
    return rendu


def _ignore(_lignes: int) -> None:
    """Nobody asked to follow."""


def _read(
    table: Table, typeur: TypeurMarches, rendu: modele.Decompte, suivi: Suivi
) -> list[modele.Marche]:
    marches = []
    for ligne, cellules in table.list_utiles():
        if (marche := typeur.read(ligne, cellules)) is not None:
            marches.append(marche)
        if rendu.lignes % _ANNONCE == 0:
            suivi(rendu.lignes)
    suivi(rendu.lignes)
    return marches


def _write(cible: Path, marches: Iterable[modele.Marche]) -> None:
    contenu = {"marches": {"marche": [marche.champs for marche in marches]}}
    cible.write_text(json.dumps(contenu, ensure_ascii=False), "utf-8")


@contextmanager
def _open_table(chemin: Path, memoire: modele.Memoire) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """Find the sheet of contracts of a file, and name those before it; read it inside.

    Known words are looked for first, then any row of titles: the screen will map them.
    """

    def find_sure(feuille: Feuille) -> Table | None:
        return find_connue(feuille, modele.ChampMarche, modele.NECESSAIRES, memoire)

    for find in (find_sure, guess_table):
        autres: list[str] = []
        for feuille in read_feuilles(chemin):
            if table := find(feuille):
                yield table, tuple(autres)
                return
            autres.append(feuille.nom or "")
    raise modele.ErreurContrats(
        "Aucun tableau n’a été reconnu.",
        "Il faut une ligne de titres dans les 40 premières lignes, et un marché par ligne.",
    )
