"""A plan that comes in, from a spreadsheet or a pasted text, read in a box without the site."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

from lxml import etree

from spaser.documents.onglets import LIRE
from spaser.elements import name_colonne
from spaser.moteur.envois import parties as mots
from spaser.moteur.tables import modele
from spaser.moteur.tables.cellules import free_texte, is_blank, write_texte
from spaser.moteur.tables.correspondance import (
    ChampCherche,
    Memoire,
    Table,
    assign_titres,
    find_connue,
    fold_titres,
    guess_table,
)
from spaser.moteur.tables.lecture import find_encodage, find_separateur, read_feuilles
from spaser.moteur.tables.tableaux import spread_fusions
from spaser.regles.plan_importe.lignes import TITRES_SUIVI, Constat, announces_axe

type Cherche = tuple[str, str, str, str]  # a column as `ChampCherche` takes it

TITRE: Final = "titre"  # the column without which there is no plan


def make_cherches(cherches: Sequence[Cherche]) -> type[ChampCherche]:
    """Return the columns that are looked for: a box knows of no model, they are given to it."""
    noms: Any = {cherche[0].upper(): cherche for cherche in cherches}
    fait: Any = ChampCherche("ChampPlan", noms)
    return cast("type[ChampCherche]", fait)


# --- A DOCX as rows: its headings, its lists and its tables, each with its place in the document
# ---
# A heading becomes a row of its own: the first level an axis, the second an objective; an item of
# a list, or a row of a table, is an action. Nothing here knows of the site.


_OCTETS_MAX: Final = 30 * 1024 * 1024
_ABIME: Final = (
    "Le document est abîmé : ouvrez-le dans votre traitement de texte, puis enregistrez-le."
)
# Bookmarks that our schemes and sheets of actions hold, whoever saved them since.
_NOTRE: Final = re.compile(r"couverture_nature|engagements_compte|fiches_\d+")
_DEJA_LA: Final = (
    "Ce document est votre schéma : ce site l’a écrit, et ses actions sont déjà dans « Mon plan ». "
    "Pour en changer plusieurs, exportez le plan en tableur depuis « Mon plan », modifiez-le, "
    "puis importez-le ici."
)
_AXE, _OBJECTIF, _ACTION = "Axe", "Objectif", "Action"
_LARGEUR: Final = re.compile("[1-9][0-9]?")  # columns that a cell covers
_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_ENVELOPPES: Final = {f"{mots.W}{nom}" for nom in ("sdt", "sdtContent", "customXml")}

type RangeeDocx = tuple[str, tuple[str, ...]]  # a place, texts
type Lu = tuple[tuple[str, ...], list[RangeeDocx], list[Constat]]


def is_docx(chemin: Path) -> bool:
    try:
        with zipfile.ZipFile(chemin) as archive:
            return _DOCUMENT in archive.namelist()
    except (*modele.ILLISIBLES, ValueError):
        return False


def read_docx(chemin: Path, lignes_max: int, champs: type[ChampCherche]) -> Lu:
    """Return the titles, the rows and the remarks of a document; ErreurTable says why not."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            corps = _parse(archive, _DOCUMENT).find(f"{mots.W}body")
            styles = _read_styles(archive)
    except (*modele.ILLISIBLES, ValueError, KeyError, etree.XMLSyntaxError) as cause:
        raise modele.ErreurTable(_ABIME) from cause
    if corps is None:
        raise modele.ErreurTable(_ABIME)
    signets = (s.get(f"{mots.W}name", "") for s in corps.iter(f"{mots.W}bookmarkStart"))
    if any(map(_NOTRE.fullmatch, signets)):
        raise modele.ErreurTable(_DEJA_LA)
    lu = _Document(styles, champs)
    for element in _list_blocs(corps):
        lu.take(element)
        if len(lu.rangees) > lignes_max:
            raise modele.ErreurTable(
                f"Le document donne plus de {lignes_max} lignes : gardez la partie du plan "
                "d’actions."
            )
    return lu.close()


def _parse(archive: zipfile.ZipFile, nom: str) -> Any:  # noqa: ANN401 - lxml's own
    if archive.getinfo(nom).file_size > _OCTETS_MAX:
        raise modele.ErreurTable("Le document est trop gros : gardez la partie du plan d’actions.")
    return mots.parse_xml(archive.read(nom))


def _list_blocs(parent: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml's own
    """Yield what an element holds, forms and tags that stand around it left aside."""
    for element in parent.iterchildren():
        if element.tag in _ENVELOPPES:
            yield from _list_blocs(element)
        else:
            yield element


def _read_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    if _STYLES not in archive.namelist():
        return {}
    return mots.read_niveaux(_parse(archive, _STYLES))


@dataclass(slots=True)
class _Document:
    styles: dict[str, int]
    champs: type[ChampCherche]
    rangees: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    paragraphes: int = 0
    tableaux: int = 0
    textes: int = 0  # paragraphs that are neither a heading nor an item
    entetes: list[tuple[int, int]] = field(default_factory=list)  # a level, the rank of its row
    titres: dict[str, None] = field(
        default_factory=lambda: dict.fromkeys((_AXE, _OBJECTIF, _ACTION))
    )

    def take(self, element: Any) -> None:  # noqa: ANN401 - lxml's own
        if element.tag == f"{mots.W}p":
            for paragraphe in element.iter(f"{mots.W}p"):  # itself, then those of its text boxes
                self._take_paragraphe(paragraphe)
        elif element.tag == f"{mots.W}tbl":
            self.tableaux += 1
            self._take_tableau(element)

    def close(self) -> Lu:
        if self.textes:
            dit = f"{self.textes} paragraphes, ni titres ni listes ni tableaux, ne sont pas lus."
            remede = "Pour qu’un paragraphe devienne une action, mettez-le en liste."
            self.constats.append(Constat("Texte du document", dit, remede))
        self._place_titres()
        titres = tuple(self.titres)
        lignes = [
            (lieu, tuple(dits.get(t, "") for t in titres))
            for lieu, dits in self.rangees
            if set(dits) != {""}
        ]
        return titres, lignes, self.constats

    def _take_paragraphe(self, element: Any) -> None:  # noqa: ANN401 - lxml's own
        texte = mots.read_mots_docx(element)
        if not texte:
            return
        self.paragraphes += 1
        lieu = f"paragraphe {self.paragraphes} (« {texte[:40]} »)"
        style = element.find(f"{mots.W}pPr/{mots.W}pStyle")
        niveau = self.styles.get(style.get(f"{mots.W}val", "")) if style is not None else None
        if niveau:
            self.entetes.append((niveau, len(self.rangees)))
            self.rangees.append((lieu, {"": texte}))
        elif element.find(f"{mots.W}pPr/{mots.W}numPr") is not None:
            self._take_item(lieu, texte, element)
        else:
            self.textes += 1

    def _place_titres(self) -> None:
        """Tell what each level of heading is: axes, then objectives, then actions."""
        compte = Counter(niveau for niveau, _ in self.entetes)
        niveaux = sorted(compte)
        if len(niveaux) > 1 and compte[niveaux[0]] == 1 and compte[niveaux[1]] > 1:
            self._leave_chapeau(niveaux.pop(0))
        roles: tuple[str, ...] = (_AXE, _OBJECTIF)
        if len(self.rangees) == compte.total():
            roles = roles[: len(niveaux) - 1]
        noms = {n: roles[i] if i < len(roles) else _ACTION for i, n in enumerate(niveaux)}
        for niveau, rang in self.entetes:
            lieu, dits = self.rangees[rang]
            self.rangees[rang] = (lieu, {noms[niveau]: dits[""]})

    def _leave_chapeau(self, niveau: int) -> None:
        """Leave aside the title of the document, and say so."""
        (rang,) = (rang for n, rang in self.entetes if n == niveau)
        self.entetes.remove((niveau, rang))
        dit = "C’est lu comme le titre du document : il n’entre pas dans le plan."
        self.constats.append(Constat(self.rangees[rang][0], dit))

    def _take_item(self, lieu: str, texte: str, element: Any) -> None:  # noqa: ANN401 - lxml's own
        """Read an item of a list: one that is set further in is a step of the action above."""
        rang = element.find(f"{mots.W}pPr/{mots.W}numPr/{mots.W}ilvl")
        profond = rang is not None and rang.get(f"{mots.W}val", "0") != "0"
        self.rangees.append((lieu, {_ACTION: f"   {texte}" if profond else texte}))

    def _take_tableau(self, tableau: Any) -> None:  # noqa: ANN401 - lxml's own
        lignes = list(_read_lignes(tableau))
        if all(len(ligne) == 2 for ligne in lignes) and self._take_fiche(lignes):  # noqa: PLR2004
            return
        titres = lignes[0] if lignes else []
        if TITRE in assign_titres(self.champs, fold_titres(titres)):
            self._take_rangees(titres, lignes[1:], 2)
        elif lignes:
            dit = "Ce tableau n’est pas lu : aucune colonne d’actions n’y est reconnue."
            remede = "Donnez à sa première ligne un titre « Action », ou collez-le ici."
            self.constats.append(Constat(f"Tableau {self.tableaux}", dit, remede))

    def _take_rangees(self, titres: list[str], lignes: list[list[str]], debut: int) -> None:
        colonnes = _name_colonnes_docx(titres, lignes, self.champs)
        self.titres |= dict.fromkeys(filter(None, colonnes))
        for rang, cellules in enumerate(lignes, start=debut):
            dits = {c: t for c, t in zip(colonnes, cellules, strict=False) if t}
            if dits:
                self.rangees.append((f"tableau {self.tableaux}, ligne {rang}", dits))

    def _take_fiche(self, lignes: list[list[str]]) -> bool:
        """Read a sheet of one action: its titles stand in the first column."""
        titres = [titre for titre, _ in lignes]
        connus = assign_titres(self.champs, fold_titres(titres))
        if TITRE not in connus or len(connus) < 2:  # noqa: PLR2004 - a title and a value
            return False
        self._take_rangees(titres, [[texte for _, texte in lignes]], 1)
        return True


def _name_colonnes_docx(
    titres: list[str], lignes: list[list[str]], champs: type[ChampCherche]
) -> list[str]:
    """Return a name for each column that has a title or holds something, no two alike."""
    largeur = max(map(len, [titres, *lignes]))
    ecrits = [*titres, *[""] * (largeur - len(titres))]
    plies = fold_titres(ecrits)
    noms = {plie: champ.libelle for champ, plie in assign_titres(champs, plies).items()}
    pris, colonnes = Counter(noms.values()), []
    for rang, (titre, plie) in enumerate(zip(ecrits, plies, strict=True)):
        nom = noms.get(plie, "") if plie else ""
        if not nom and (titre or any(rang < len(ligne) and ligne[rang] for ligne in lignes)):
            nom = " ".join(titre.split()) or f"Colonne {name_colonne(rang)}"
            pris[nom] += 1
            nom = f"{nom} {pris[nom]}" if pris[nom] > 1 else nom
        colonnes.append(nom)
    return colonnes


def _read_lignes(tableau: Any) -> Iterator[list[str]]:  # noqa: ANN401 - lxml's own
    """Yield the rows of a table; what is merged downwards is said on each of them."""
    dessus: dict[int, str] = {}
    for ligne in _list_blocs(tableau):
        textes: list[str] = []
        for cellule in _list_blocs(ligne):
            if cellule.tag != f"{mots.W}tc":
                continue
            rang = len(textes)
            texte = "\n".join(filter(None, map(mots.read_mots_docx, cellule.iter(f"{mots.W}p"))))
            fusion = cellule.find(f"{mots.W}tcPr/{mots.W}vMerge")
            if fusion is None:
                dessus.pop(rang, None)
            elif fusion.get(f"{mots.W}val") == "restart":
                dessus[rang] = texte
            else:
                texte = texte or dessus.get(rang, "")
            large = cellule.find(f"{mots.W}tcPr/{mots.W}gridSpan")
            fois = large.get(f"{mots.W}val", "") if large is not None else ""
            textes += [texte, *[""] * (int(fois) - 1 if _LARGEUR.fullmatch(fois) else 0)]
        if any(textes):
            yield textes


# --- The rows of a file or of a pasted text, read in a box. Nothing here knows of the site ---


LIGNES_MAX: Final = 1000
TEXTE_MAX: Final = 8000
SIGNES_MAX: Final = 4_000_000
_DEMESURE: Final = "Le document est trop gros une fois ouvert : gardez la seule feuille du plan."
_VIDE: Final = (
    "Nous n’y trouvons aucune action. Il faut une ligne par action, sous une ligne de titres "
    "comme « Axe », « Action », « Pilote », « Échéance »."
)
_REFAIRE: Final = "Ouvrez le fichier dans votre tableur, enregistrez, puis envoyez-le de nouveau."

type RangeeImportation = tuple[str, modele.Cellules]  # a place in words, cells


@dataclass(frozen=True, slots=True)
class LigneEcrite:
    """A row as it is written: its place in words, its texts, then what somebody decides of it."""

    lieu: str
    textes: tuple[str, ...]
    choix: str = ""
    motif: str = ""  # why its action is abandoned


@dataclass(frozen=True, slots=True)
class TableLue:
    """What a file or a pasted text holds: titles folded, then as they stand, rows, what is left.

    `remplacer` names the indicators whose target may take the place of the one that stands.
    """

    titres: tuple[str, ...]
    ecrits: tuple[str, ...]
    lignes: tuple[LigneEcrite, ...]
    constats: tuple[Constat, ...] = ()
    remplacer: tuple[str, ...] = ()


def read_fichier_plan(chemin: Path, cherches: tuple[Cherche, ...]) -> TableLue:
    """Return the table of a file, whatever is inside; ErreurTable says why there is none."""
    champs = make_cherches(cherches)
    if is_docx(chemin):
        titres, rangees, constats = read_docx(chemin, LIGNES_MAX, champs)
        return _close(titres, rangees, constats)
    budget = modele.Budget(modele.OCTETS_PAGE, modele.CELLULES_PAGE, demesure=_DEMESURE)
    lu = _Classeur(budget, champs)
    for feuille in read_feuilles(chemin, budget):
        lu.take(feuille if feuille.nom else _mend(feuille, chemin, lu.constats))
    return lu.close()


def read_colle(texte: str, cherches: tuple[Cherche, ...]) -> TableLue:
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
    feuille = modele.Feuille(None, iter(numerotees))
    table = _find(feuille, make_cherches(cherches)) if separateur else None
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
        raise modele.ErreurTable(
            "Ce texte n’est pas lu : un guillemet n’est pas refermé."
        ) from cause
    dit = "Un guillemet n’est pas refermé : chaque ligne est lue à part, avec ses guillemets."
    constats.append(Constat("Tout le tableau", dit, "Refermez-le, puis recommencez."))
    return rangees


def _mend(feuille: modele.Feuille, chemin: Path, constats: list[Constat]) -> modele.Feuille:
    """Return the rows of a CSV, read again without its quotes if one of them is alone."""
    encodage = find_encodage(chemin)
    with chemin.open(encoding=encodage, errors="replace", newline="") as flux:
        texte = flux.read()
    if texte.count('"') % 2 == 0:
        return feuille
    rangees = _part(texte, find_separateur(chemin, encodage), constats)
    return modele.Feuille(None, enumerate(rangees, start=1))


@dataclass(slots=True)
class _Classeur:
    """A workbook being read: its table, what sheets are left."""

    budget: modele.Budget
    champs: type[ChampCherche]
    table: Table | None = None
    rangees: list[RangeeImportation] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    doutes: list[modele.Feuille] = field(default_factory=list)  # sheets that name no action

    def take(self, feuille: modele.Feuille) -> None:
        """Read a sheet: the first table, those that bear the same titles; the others are told."""
        if feuille.nom == LIRE or not feuille.look(1):
            return
        if feuille.masquee:
            dit = "Cette feuille est masquée : elle n’est pas lue."
            self._tell(feuille, dit, "Affichez-la, puis renvoyez le fichier.")
            return
        bornee = _bound(feuille, self.budget)
        debut = bornee.look(LIGNES_MAX + 1)
        table = _find(bornee, self.champs)
        if table is None:
            self.doutes.append(modele.Feuille(feuille.nom, iter(debut)))
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
        raise modele.ErreurTable(self.constats[0].probleme if masquees else _VIDE)

    def _tell(self, feuille: modele.Feuille, probleme: str, remede: str = "") -> None:
        self.constats.append(Constat(f"Feuille « {feuille.nom} »", probleme, remede))

    def _tell_ecartee(self, feuille: modele.Feuille, lue: Table) -> None:
        dit = f"Cette feuille n’est pas lue : seule « {lue.feuille} » l’est."
        self._tell(feuille, dit, "Pour l’importer, envoyez-la dans un autre fichier.")


def _find(feuille: modele.Feuille, champs: type[ChampCherche]) -> Table | None:
    memoire: Memoire[Any] = Memoire()
    return find_connue(feuille, champs, (champs(TITRE),), memoire)


def _bound(feuille: modele.Feuille, budget: modele.Budget) -> modele.Feuille:
    """Return a sheet with its merged cells said on each row; one that is too long is refused."""
    lignes = []
    pleines = ((n, c) for n, c in feuille.lignes if not all(map(is_blank, c)))
    for numero, cellules in islice(pleines, LIGNES_MAX + 1):
        lignes.append((numero, cellules))
    if len(lignes) > LIGNES_MAX:
        raise _refuse_long(f"La feuille « {feuille.nom} »" if feuille.nom else "Le fichier")
    bornee = modele.Feuille(feuille.nom, iter(lignes), fusions=feuille.fusions)
    return spread_fusions(bornee, budget)


def _refuse_long(quoi: str) -> modele.ErreurTable:
    return modele.ErreurTable(
        f"{quoi} dépasse {LIGNES_MAX} lignes : ce n’est sans doute pas un plan d’actions. Gardez "
        "les actions, ou découpez le tableau en plusieurs fichiers."
    )


def _list_rangees(table: Table, constats: list[Constat]) -> list[RangeeImportation]:
    """Return the rows of a table, under the axis that stands above its titles if one does."""
    ou = f"feuille « {table.feuille} », " if table.feuille else ""
    rangees: list[RangeeImportation] = [*_list_avant(table, ou, constats)]
    for numero, cellules in table.list_utiles():
        libres = cellules
        if table.feuille is None:
            libres = [free_texte(c) if isinstance(c, str) else c for c in cellules]
        rangees.append((f"{ou}ligne {numero}", libres))
    return rangees


def _list_avant(table: Table, ou: str, constats: list[Constat]) -> Iterator[RangeeImportation]:
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
    ecrits: Sequence[str], rangees: Sequence[RangeeImportation], constats: Sequence[Constat]
) -> TableLue:
    """Return a table as it is kept, once its cells are texts and what they lose is told."""
    if not rangees:
        raise modele.ErreurTable(_VIDE)
    titres = _name_colonnes_importation(ecrits, rangees)
    pertes: list[Constat] = []
    lignes = tuple(
        LigneEcrite(
            lieu,
            tuple(
                _write(cellule, f"{lieu}, « {titre} »", pertes)
                for titre, cellule in zip(titres, cellules, strict=False)
            ),
        )
        for lieu, cellules in rangees
    )
    if sum(len(texte) for ligne in lignes for texte in ligne.textes) > SIGNES_MAX:
        raise modele.ErreurTable(
            "Ce tableau porte trop de texte : gardez la partie du plan d’actions."
        )
    if len(pertes) > modele.REMARQUES_MAX:
        dit = f"{len(pertes) - modele.REMARQUES_MAX} autres cellules sont dans le même cas."
        pertes[modele.REMARQUES_MAX :] = [Constat("Tout le tableau", dit, _REFAIRE)]
    return TableLue(fold_titres(titres), titres, lignes, (*constats, *pertes))


def _name_colonnes_importation(
    ecrits: Sequence[str], rangees: Sequence[RangeeImportation]
) -> tuple[str, ...]:
    """Return the titles, with a name for each column that has none and holds something."""
    largeur = max(len(ecrits), *(len(cellules) for _, cellules in rangees))
    titres = [*map(_clean, ecrits), *[""] * (largeur - len(ecrits))]
    for rang, titre in enumerate(titres):
        if not titre and any(rang < len(cs) and not is_blank(cs[rang]) for _, cs in rangees):
            titres[rang] = f"Colonne {name_colonne(rang)}"
    return tuple(titres)


def _write(cellule: Any, lieu: str, pertes: list[Constat]) -> str:  # noqa: ANN401 - as files hold them
    """Return a cell as a text; what of it cannot be read is told."""
    if isinstance(cellule, modele.SansResultat):
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
