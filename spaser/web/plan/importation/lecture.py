"""The rows of a file or of a pasted text, read in a box. Nothing here knows of the site."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from spaser.documents.onglets import LIRE
from spaser.donnees.tables.cellules import free_texte, is_blank, write_texte
from spaser.donnees.tables.correspondance import Memoire, find_connue
from spaser.donnees.tables.entete import Table, fold_titres, guess_table
from spaser.donnees.tables.lecture import find_encodage, find_separateur, read_feuilles
from spaser.donnees.tables.modele import (
    REMARQUES_MAX,
    Budget,
    Cellules,
    ErreurTable,
    Feuille,
    SansResultat,
)
from spaser.donnees.tables.rangees import spread_fusions
from spaser.lettres import name_colonne
from spaser.metier.plan.colonnes import TITRES_SUIVI
from spaser.metier.plan.lecture.arbre import announces_axe
from spaser.metier.plan.lecture.modele import Constat
from spaser.web.plan.importation.champs import NECESSAIRES, ChampPlan
from spaser.web.plan.importation.docx import is_docx, read_docx

LIGNES_MAX: Final = 1000
TEXTE_MAX: Final = 8000
SIGNES_MAX: Final = 4_000_000
_MEGA: Final = 1024 * 1024
_DEPLIE_MAX: Final = 60 * _MEGA
_CELLULES_MAX: Final = 1_000_000
_DEMESURE: Final = "Le document est trop gros une fois ouvert : gardez la seule feuille du plan."
_VIDE: Final = (
    "Nous n’y trouvons aucune action. Il faut une ligne par action, sous une ligne de titres "
    "comme « Axe », « Action », « Pilote », « Échéance »."
)
_REFAIRE: Final = "Ouvrez le fichier dans votre tableur, enregistrez, puis envoyez-le de nouveau."

type Rangee = tuple[str, Cellules]  # a place in words, cells


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
        titres, rangees, constats = read_docx(chemin, LIGNES_MAX)
        return _close(titres, rangees, constats)
    budget = Budget(_DEPLIE_MAX, _CELLULES_MAX, demesure=_DEMESURE)
    lu = _Classeur(budget)
    for feuille in read_feuilles(chemin, budget):
        lu.take(feuille if feuille.nom else _mend(feuille, chemin, lu.constats))
    return lu.close()


def read_colle(texte: str) -> TableLue:
    """Return the table of a pasted text: tabs or semicolons part its columns, or nothing does."""
    lignes = texte.splitlines()
    if len(lignes) > LIGNES_MAX * 5:
        raise _refuse_long("Le texte collé")
    constats: list[Constat] = []
    separateur = _find_separateur(lignes)
    rangees = _part(texte, separateur, constats) if separateur else [[ligne] for ligne in lignes]
    numerotees = [(rang, r) for rang, r in enumerate(rangees, start=1) if not all(map(is_blank, r))]
    if len(numerotees) > LIGNES_MAX:
        raise _refuse_long("Le texte collé")
    table = _find(Feuille(None, iter(numerotees))) if separateur else None
    if table:
        return _close(table.ecrits, _list_rangees(table, constats), constats)
    largeur = max((len(r) for _, r in numerotees), default=0)
    titres = tuple(f"Colonne {name_colonne(rang)}" for rang in range(largeur))
    return _close(titres, [(f"ligne {rang}", r) for rang, r in numerotees], constats)


def _find_separateur(lignes: Sequence[str]) -> str:
    pleines = [ligne for ligne in lignes if ligne.strip()]
    if any("\t" in ligne.strip() for ligne in pleines):
        return "\t"
    avec = sum(";" in ligne for ligne in pleines)
    return ";" if pleines and avec * 2 > len(pleines) else ""


def _part(texte: str, separateur: str, constats: list[Constat]) -> list[list[str]]:
    """Return the rows of a text; a lone quote does not swallow those below it."""
    with suppress(csv.Error):
        rangees = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
        longues = any("\n" in cellule or "\r" in cellule for r in rangees for cellule in r)
        if not longues or texte.count('"') % 2 == 0:
            return rangees
    flux = io.StringIO(texte, newline="")
    try:
        rangees = list(csv.reader(flux, delimiter=separateur, quoting=csv.QUOTE_NONE))
    except csv.Error as cause:
        raise ErreurTable("Ce texte n’est pas lu : un guillemet n’est pas refermé.") from cause
    dit = "Un guillemet n’est pas refermé : chaque ligne est lue à part, avec ses guillemets."
    constats.append(Constat("Tout le tableau", dit, "Refermez-le, puis recommencez."))
    return rangees


def _mend(feuille: Feuille, chemin: Path, constats: list[Constat]) -> Feuille:
    """Return the rows of a CSV, read again without its quotes if one of them is alone."""
    encodage = find_encodage(chemin)
    with chemin.open(encoding=encodage, errors="replace", newline="") as flux:
        texte = flux.read()
    if texte.count('"') % 2 == 0:
        return feuille
    rangees = _part(texte, find_separateur(chemin, encodage), constats)
    return Feuille(None, enumerate(rangees, start=1))


@dataclass(slots=True)
class _Classeur:
    """A workbook being read: its table, what sheets are left."""

    budget: Budget
    table: Table | None = None
    rangees: list[Rangee] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    doutes: list[Feuille] = field(default_factory=list)  # sheets that name no action

    def take(self, feuille: Feuille) -> None:
        """Read a sheet: the first table, those that bear the same titles; the others are told."""
        if feuille.nom == LIRE or not feuille.look(1):
            return
        if feuille.masquee:
            dit = "Cette feuille est masquée : elle n’est pas lue."
            self._tell(feuille, dit, "Affichez-la, puis renvoyez le fichier.")
            return
        bornee = _bound(feuille, self.budget)
        debut = bornee.look(LIGNES_MAX + 1)
        table = _find(bornee)
        if table is None:
            self.doutes.append(Feuille(feuille.nom, iter(debut)))
        elif self.table is None or table.titres == self.table.titres:
            self.table = self.table or table
            self.rangees += _list_rangees(table, self.constats)
            if len(self.rangees) > LIGNES_MAX:
                raise _refuse_long("Le fichier")
        elif table.ecrits != TITRES_SUIVI:
            self._tell_ecartee(feuille, self.table)

    def close(self) -> TableLue:
        """Return what was read; without known titles, the first sheet that looks like a table."""
        if self.table:
            for feuille in self.doutes:
                dit = "Cette feuille n’est pas lue : aucune colonne d’actions n’y est reconnue."
                self._tell(feuille, dit)
            return _close(self.table.ecrits, self.rangees, self.constats)
        return self._guess()

    def _guess(self) -> TableLue:
        """Take the first sheet that looks like a table: somebody will say what its columns are."""
        for rang, feuille in enumerate(self.doutes):
            table = guess_table(feuille)
            if table is None:
                continue
            if rangees := _list_rangees(table, self.constats):
                for autre in (*self.doutes[:rang], *self.doutes[rang + 1 :]):
                    self._tell_ecartee(autre, table)
                return _close(table.ecrits, rangees, self.constats)
        masquees = self.constats and not self.doutes
        raise ErreurTable(self.constats[0].probleme if masquees else _VIDE)

    def _tell(self, feuille: Feuille, probleme: str, remede: str = "") -> None:
        self.constats.append(Constat(f"Feuille « {feuille.nom} »", probleme, remede))

    def _tell_ecartee(self, feuille: Feuille, lue: Table) -> None:
        dit = f"Cette feuille n’est pas lue : seule « {lue.feuille} » l’est."
        self._tell(feuille, dit, "Pour l’importer, envoyez-la dans un autre fichier.")


def _find(feuille: Feuille) -> Table | None:
    memoire: Memoire[Any] = Memoire()
    return find_connue(feuille, ChampPlan, NECESSAIRES, memoire)


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


def _list_rangees(table: Table, constats: list[Constat]) -> list[Rangee]:
    """Return the rows of a table, under the axis that stands above its titles if one does."""
    ou = f"feuille « {table.feuille} », " if table.feuille else ""
    rangees: list[Rangee] = [*_list_avant(table, ou, constats)]
    for numero, cellules in table.list_utiles():
        libres = cellules
        if table.feuille is None:
            libres = [free_texte(c) if isinstance(c, str) else c for c in cellules]
        rangees.append((f"{ou}ligne {numero}", libres))
    return rangees


def _list_avant(table: Table, ou: str, constats: list[Constat]) -> Iterator[Rangee]:
    """Yield the axes that are named above the titles; what else stands there is told."""
    lieu, autres = f"{ou}au-dessus des titres", []
    for cellules in table.avant[: len(table.avant) - table.hauteur + 1]:
        textes = [write_texte(c) for c in cellules if not is_blank(c)]
        if len(textes) == 1 and announces_axe(textes[0]):
            yield lieu, cellules
        else:
            autres += textes
    if autres:
        dit = "Ce qui est écrit au-dessus de la ligne des titres n’est pas lu."
        constats.append(Constat(lieu, dit, valeur=_clean(" / ".join(autres))[:80]))


def _close(
    ecrits: Sequence[str], rangees: Sequence[Rangee], constats: Sequence[Constat]
) -> TableLue:
    """Return a table as it is kept, once its cells are texts and what they lose is told."""
    if not rangees:
        raise ErreurTable(_VIDE)
    titres = _name_colonnes(ecrits, rangees)
    pertes: list[Constat] = []
    lignes = tuple(
        Ligne(
            lieu,
            tuple(
                _write(cellule, f"{lieu}, « {titre} »", pertes)
                for titre, cellule in zip(titres, cellules, strict=False)
            ),
        )
        for lieu, cellules in rangees
    )
    if sum(len(texte) for ligne in lignes for texte in ligne.textes) > SIGNES_MAX:
        raise ErreurTable("Ce tableau porte trop de texte : gardez la partie du plan d’actions.")
    if len(pertes) > REMARQUES_MAX:
        dit = f"{len(pertes) - REMARQUES_MAX} autres cellules sont dans le même cas."
        pertes[REMARQUES_MAX:] = [Constat("Tout le tableau", dit, _REFAIRE)]
    return TableLue(fold_titres(titres), titres, lignes, (*constats, *pertes))


def _name_colonnes(ecrits: Sequence[str], rangees: Sequence[Rangee]) -> tuple[str, ...]:
    """Return the titles, with a name for each column that has none and holds something."""
    largeur = max(len(ecrits), *(len(cellules) for _, cellules in rangees))
    titres = [*map(_clean, ecrits), *[""] * (largeur - len(ecrits))]
    for rang, titre in enumerate(titres):
        if not titre and any(rang < len(cs) and not is_blank(cs[rang]) for _, cs in rangees):
            titres[rang] = f"Colonne {name_colonne(rang)}"
    return tuple(titres)


def _write(cellule: Any, lieu: str, pertes: list[Constat]) -> str:  # noqa: ANN401 - as files hold them
    """Return a cell as a text; what of it cannot be read is told."""
    if isinstance(cellule, SansResultat):
        dit = "Formule sans résultat : la cellule est lue vide."
        pertes.append(Constat(lieu, dit, _REFAIRE, _clean(cellule)[:80]))
        return ""
    texte = _clean(write_texte(cellule))
    if len(texte) > TEXTE_MAX:
        dit = f"Plus de {TEXTE_MAX} signes : la fin de la cellule n’est pas lue."
        pertes.append(Constat(lieu, dit, "Raccourcissez-la.", texte[TEXTE_MAX:][:80]))
    return texte[:TEXTE_MAX]


def _clean(texte: str) -> str:
    return texte.replace("\0", "")  # no database accepts a null character
