"""From a spreadsheet of contracts to a DECP file and the account of what became of each line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from spaser.donnees.contrats.acheteur import Acheteur
from spaser.donnees.contrats.champs import NECESSAIRES
from spaser.donnees.contrats.correspondance import Correspondance, find_connue, propose
from spaser.donnees.contrats.modele import CompteRendu, ErreurContrats, Marche
from spaser.donnees.contrats.typage import Typeur
from spaser.donnees.tableur.cellules import is_blank
from spaser.donnees.tableur.entete import Table, find_table, guess_table, is_titre
from spaser.donnees.tableur.lecture import read_feuilles
from spaser.donnees.tableur.modele import Cellules, ErreurTableur

_EXEMPLES: Final = 3
_LARGEUR: Final = 60
_CHAMPS_MIN: Final = 2
_ANNONCE: Final = 500  # lines between two words of progress

type Suivi = Callable[[int], None]
type Connues = tuple[Correspondance, ...]


@dataclass(frozen=True, slots=True)
class Apercu:
    """What stands at the top of a spreadsheet, and what its columns seem to say."""

    feuille: str | None
    ecrits: tuple[str, ...]
    exemples: tuple[tuple[str, ...], ...]  # by column
    correspondance: Correspondance
    connue: bool = False  # these very titles were mapped before
    autres_feuilles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reglages:
    """How to read: the mapping, for whom, and the year that the file should be of."""

    correspondance: Correspondance
    acheteur: Acheteur
    annee: int | None = None
    suivi: Suivi = field(default=lambda _lignes: None)


def preview(chemin: Path, connues: Connues = ()) -> Apercu:
    """Return the titles and the first lines of the sheet of contracts.

    Raises:
        ErreurContrats: the file cannot be read, or no sheet has titles of contracts.

    """
    with _open_table(chemin, connues) as (table, autres):
        connue = find_connue(connues, table.titres)
    return Apercu(
        table.feuille,
        table.ecrits,
        tuple(_list_exemples(table, rang) for rang in range(len(table.ecrits))),
        connue or propose(table.titres),
        connue is not None,
        autres,
    )


def convert(chemin: Path, cible: Path, reglages: Reglages) -> CompteRendu:
    """Write the contracts of a spreadsheet as a DECP file; return what became of each line.

    Raises:
        ErreurContrats: the file cannot be read, or its columns are not those of the mapping.

    """
    reglages.correspondance.check()
    rendu = CompteRendu(chemin.name)
    with _open_table(chemin, (reglages.correspondance,)) as (table, _):
        if not reglages.correspondance.fits(table.titres):
            raise ErreurContrats(
                "Les colonnes du fichier ont changé depuis leur association.",
                "Associez-les de nouveau.",
            )
        correspondance = reglages.correspondance.move_to(table.titres)
        typeur = Typeur(correspondance, table.ecrits, reglages.acheteur, reglages.annee, rendu)
        marches = _read(table, typeur, rendu, reglages.suivi)
    _write(cible, marches)
    return rendu


def _read(table: Table, typeur: Typeur, rendu: CompteRendu, suivi: Suivi) -> list[Marche]:
    marches = []
    for ligne, cellules in _list_utiles(table):
        if (marche := typeur.read(ligne, cellules)) is not None:
            marches.append(marche)
        if rendu.lignes % _ANNONCE == 0:
            suivi(rendu.lignes)
    suivi(rendu.lignes)
    return marches


def _write(cible: Path, marches: Iterable[Marche]) -> None:
    contenu = {"marches": {"marche": [marche.champs for marche in marches]}}
    cible.write_text(json.dumps(contenu, ensure_ascii=False), "utf-8")


@contextmanager
def _open_table(chemin: Path, connues: Connues) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """Find the sheet of contracts of a file, and name those before it; read it inside."""
    try:
        yield _find_table(chemin, connues)
    except ErreurTableur as cause:
        raise ErreurContrats(str(cause)) from cause


def _find_table(chemin: Path, connues: Connues) -> tuple[Table, tuple[str, ...]]:
    """Look for known words first, then for any row of titles: the screen will map them."""
    for find in (partial(find_table, score=partial(_score, connues)), guess_table):
        autres: list[str] = []
        for feuille in read_feuilles(chemin):
            if table := find(feuille):
                return table, tuple(autres)
            autres.append(feuille.nom or "")
            for _ in feuille.lignes:
                pass
    raise ErreurContrats(
        "Aucun tableau n’a été reconnu.",
        "Il faut une ligne de titres dans les 40 premières lignes, et un marché par ligne.",
    )


def _score(connues: Connues, titres: tuple[str, ...]) -> int:
    if connue := find_connue(connues, titres):
        return 100 + len(connue.colonnes)
    proposee = propose(titres).colonnes
    if len(proposee) < _CHAMPS_MIN or not set(NECESSAIRES) & proposee.keys():
        return 0
    return len(proposee)


def _list_utiles(table: Table) -> Iterator[tuple[int, Cellules]]:
    """Yield the rows that hold something and do not repeat the titles."""
    for ligne, cellules in table.lignes:
        if not (all(is_blank(x) for x in cellules) or is_titre(cellules, table.titres)):
            yield ligne, cellules


def _list_exemples(table: Table, rang: int) -> tuple[str, ...]:
    """Return the first values that a column holds."""
    valeurs = (cellules[rang] for cellules in table.debut if rang < len(cellules))
    textes = (" ".join(str(v).split())[:_LARGEUR] for v in valeurs if not is_blank(v))
    return tuple(islice(textes, _EXEMPLES))
