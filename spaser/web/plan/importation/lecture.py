"""The rows of a file or of a pasted text, read in a box. Nothing here knows of the site."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from spaser.documents.onglets import LIRE
from spaser.donnees.tables.cellules import free_texte, is_blank, write_texte
from spaser.donnees.tables.correspondance import Memoire, find_connue
from spaser.donnees.tables.entete import Table, guess_table
from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import Budget, Cellules, ErreurTable, Feuille, SansResultat
from spaser.donnees.tables.rangees import spread_fusions
from spaser.lettres import fold_mots, name_colonne
from spaser.metier.plan.lecture.modele import Constat
from spaser.web.plan.importation.champs import NECESSAIRES, ChampPlan
from spaser.web.plan.importation.docx import is_docx, read_docx

LIGNES_MAX: Final = 1000
TEXTE_MAX: Final = 8000
_MEGA: Final = 1024 * 1024
_DEPLIE_MAX: Final = 60 * _MEGA
_CELLULES_MAX: Final = 1_000_000
_DEMESURE: Final = "Le document est trop gros une fois ouvert : gardez la seule feuille du plan."
_VIDE: Final = (
    "Nous n’y trouvons aucune action. Il faut une ligne par action, sous une ligne de titres "
    "comme « Axe », « Action », « Pilote », « Échéance »."
)


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row as it is written: its place in words, its texts."""

    lieu: str
    textes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableLue:
    """What a file or a pasted text holds: titles folded, then as they stand, rows, what is left."""

    titres: tuple[str, ...]
    ecrits: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    constats: tuple[Constat, ...] = ()


def read_fichier(chemin: Path) -> TableLue:
    """Return the table of a file, whatever is inside; ErreurTable says why there is none."""
    if is_docx(chemin):
        titres, lignes, constats = read_docx(chemin, LIGNES_MAX)
        return make_table(titres, [Ligne(lieu, textes) for lieu, textes in lignes], constats)
    budget = Budget(_DEPLIE_MAX, _CELLULES_MAX, demesure=_DEMESURE)
    return _read_classeur(read_feuilles(chemin, budget), budget)


def read_colle(texte: str) -> TableLue:
    """Return the table of a pasted text: tabs or semicolons part its columns, or nothing does."""
    lignes = texte.splitlines()
    if len(lignes) > LIGNES_MAX * 5:
        raise _refuse_long("Le texte collé")
    separateur = _find_separateur(lignes)
    if separateur:
        rangees = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
    else:
        rangees = [[ligne] for ligne in lignes]
    numerotees = [(rang, r) for rang, r in enumerate(rangees, start=1) if not all(map(is_blank, r))]
    if len(numerotees) > LIGNES_MAX:
        raise _refuse_long("Le texte collé")
    feuille = Feuille(None, iter(numerotees))
    table = _find(feuille) if separateur else None
    if table:
        return _close(table, list(_list_lignes(table)), [])
    largeur = max((len(r) for _, r in numerotees), default=0)
    titres = tuple(f"Colonne {name_colonne(rang)}" for rang in range(largeur))
    lues = [Ligne(f"ligne {rang}", _write(r)) for rang, r in numerotees]
    return make_table(titres, lues, [])


def make_table(
    titres: Sequence[str], lignes: Sequence[Ligne], constats: Sequence[Constat]
) -> TableLue:
    """Return a table whose titles are given as they are to be shown."""
    if not lignes:
        raise ErreurTable(_VIDE)
    plies = tuple(map(fold_mots, titres))
    return TableLue(plies, tuple(titres), tuple(lignes), tuple(constats))


def _find_separateur(lignes: Sequence[str]) -> str:
    pleines = [ligne for ligne in lignes if ligne.strip()]
    if any("\t" in ligne.strip() for ligne in pleines):
        return "\t"
    avec = sum(";" in ligne for ligne in pleines)
    return ";" if pleines and avec * 2 > len(pleines) else ""


@dataclass(slots=True)
class _Classeur:
    """A workbook being read: its table, what sheets are left."""

    budget: Budget
    table: Table | None = None
    lignes: list[Ligne] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    doutes: list[Feuille] = field(default_factory=list)  # sheets that name no action

    def take(self, feuille: Feuille) -> None:
        """Read a sheet: the first table, those that bear the same titles; the others are told."""
        ou = f"Feuille « {feuille.nom} »"
        if feuille.masquee:
            dit = "Cette feuille est masquée : elle n’est pas lue."
            self.constats.append(Constat(ou, dit, "Affichez-la, puis renvoyez le fichier."))
            return
        bornee = _bound(feuille, self.budget)
        debut = bornee.look(LIGNES_MAX + 1)
        table = _find(bornee)
        if table is None:
            self.doutes.append(Feuille(feuille.nom, iter(debut)))
        elif self.table is None or table.titres == self.table.titres:
            self.table = self.table or table
            self.lignes += _list_lignes(table)
        else:
            dit = f"Cette feuille n’est pas lue : seule « {self.table.feuille} » l’est."
            remede = "Pour l’importer, envoyez-la dans un autre fichier."
            self.constats.append(Constat(ou, dit, remede))


def _find(feuille: Feuille) -> Table | None:
    memoire: Memoire[Any] = Memoire()
    return find_connue(feuille, ChampPlan, NECESSAIRES, memoire)


def _read_classeur(feuilles: Iterator[Feuille], budget: Budget) -> TableLue:
    lu = _Classeur(budget)
    for feuille in feuilles:
        if feuille.nom != LIRE and feuille.look(1):
            lu.take(feuille)
    if lu.table is None:
        return _guess(lu.doutes, lu.constats)
    for feuille in lu.doutes:
        dit = "Cette feuille n’est pas lue : aucune colonne d’actions n’y est reconnue."
        lu.constats.append(Constat(f"Feuille « {feuille.nom} »", dit))
    return _close(lu.table, lu.lignes, lu.constats)


def _bound(feuille: Feuille, budget: Budget) -> Feuille:
    """Return a sheet with its merged cells said on each row; one that is too long is refused."""
    lignes = []
    pleines = ((n, c) for n, c in feuille.lignes if not all(map(is_blank, c)))
    for numero, cellules in islice(pleines, LIGNES_MAX + 1):
        lignes.append((numero, cellules))
    if len(lignes) > LIGNES_MAX:
        raise _refuse_long(f"La feuille « {feuille.nom} »" if feuille.nom else "Le fichier")
    bornee = Feuille(feuille.nom, iter(lignes), fusions=feuille.fusions)
    return spread_fusions(bornee, budget)


def _refuse_long(quoi: str) -> ErreurTable:
    return ErreurTable(
        f"{quoi} dépasse {LIGNES_MAX} lignes : ce n’est sans doute pas un plan d’actions. Gardez "
        "les actions, ou découpez le tableau en plusieurs fichiers."
    )


def _guess(doutes: Sequence[Feuille], constats: list[Constat]) -> TableLue:
    """Take the first sheet that looks like a table: somebody will say what its columns are."""
    for feuille in doutes:
        table = guess_table(feuille)
        if table is not None and (lignes := list(_list_lignes(table))):
            return _close(table, lignes, constats)
    raise ErreurTable(constats[0].probleme if constats and not doutes else _VIDE)


def _list_lignes(table: Table) -> Iterator[Ligne]:
    ou = f"feuille « {table.feuille} », " if table.feuille else ""
    for numero, cellules in table.list_utiles():
        libres = cellules
        if table.feuille is None:
            libres = [free_texte(c) if isinstance(c, str) else c for c in cellules]
        yield Ligne(f"{ou}ligne {numero}", _write(libres))


def _write(cellules: Cellules) -> tuple[str, ...]:
    return tuple(_write_cellule(cellule) for cellule in cellules)


def _write_cellule(cellule: Any) -> str:  # noqa: ANN401 - as files hold them
    if isinstance(cellule, SansResultat):
        return ""
    return write_texte(cellule)[:TEXTE_MAX]


def _close(table: Table, lignes: Sequence[Ligne], constats: Sequence[Constat]) -> TableLue:
    """Give a name to the columns that have none and hold something."""
    if not lignes:
        raise ErreurTable(_VIDE)
    largeur = max(len(table.titres), *(len(ligne.textes) for ligne in lignes))
    titres = [*table.titres, *[""] * (largeur - len(table.titres))]
    ecrits = [*table.ecrits, *[""] * (largeur - len(table.ecrits))]
    for rang, titre in enumerate(titres):
        if not titre and any(rang < len(x.textes) and x.textes[rang].strip() for x in lignes):
            ecrits[rang] = f"Colonne {name_colonne(rang)}"
            titres[rang] = fold_mots(ecrits[rang])
    return TableLue(tuple(titres), tuple(ecrits), tuple(lignes), tuple(constats))
