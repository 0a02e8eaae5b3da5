"""A DOCX as rows: its headings, its lists and its tables, each with its place in the document.

A heading becomes a row of its own: the first level an axis, the second an objective; an item of a
list, or a row of a table, is an action. Nothing here knows of the site.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lxml import etree

from spaser.donnees.envois.mots import W, parse_xml, read_mots_docx, read_niveaux
from spaser.donnees.tables.correspondance import assign_titres
from spaser.donnees.tables.entete import fold_titres
from spaser.donnees.tables.modele import ILLISIBLES, ErreurTable
from spaser.lettres import name_colonne
from spaser.metier.plan.lecture.modele import Constat
from spaser.web.plan.importation.champs import ChampPlan

_OCTETS_MAX: Final = 30 * 1024 * 1024
_ABIME: Final = (
    "Le document est abîmé : ouvrez-le dans votre traitement de texte, puis enregistrez-le."
)
_AXE, _OBJECTIF, _ACTION = "Axe", "Objectif", "Action"
_LARGEUR: Final = re.compile("[1-9][0-9]?")  # columns that a cell covers
_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_ENVELOPPES: Final = {f"{W}{nom}" for nom in ("sdt", "sdtContent", "customXml")}

type Rangee = tuple[str, tuple[str, ...]]  # a place, texts
type Lu = tuple[tuple[str, ...], list[Rangee], list[Constat]]


def is_docx(chemin: Path) -> bool:
    try:
        with zipfile.ZipFile(chemin) as archive:
            return _DOCUMENT in archive.namelist()
    except (*ILLISIBLES, ValueError):
        return False


def read_docx(chemin: Path, lignes_max: int) -> Lu:
    """Return the titles, the rows and the remarks of a document; ErreurTable says why not."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            corps = _parse(archive, _DOCUMENT).find(f"{W}body")
            styles = _read_styles(archive)
    except (*ILLISIBLES, ValueError, KeyError, etree.XMLSyntaxError) as cause:
        raise ErreurTable(_ABIME) from cause
    if corps is None:
        raise ErreurTable(_ABIME)
    lu = _Document(styles)
    for element in _list_blocs(corps):
        lu.take(element)
        if len(lu.rangees) > lignes_max:
            raise ErreurTable(
                f"Le document donne plus de {lignes_max} lignes : gardez la partie du plan "
                "d’actions."
            )
    return lu.close()


def _parse(archive: zipfile.ZipFile, nom: str) -> Any:  # noqa: ANN401 - lxml's own
    if archive.getinfo(nom).file_size > _OCTETS_MAX:
        raise ErreurTable("Le document est trop gros : gardez la partie du plan d’actions.")
    return parse_xml(archive.read(nom))


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
    return read_niveaux(_parse(archive, _STYLES))


@dataclass(slots=True)
class _Document:
    styles: dict[str, int]
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
        if element.tag == f"{W}p":
            for paragraphe in element.iter(f"{W}p"):  # itself, then those of its text boxes
                self._take_paragraphe(paragraphe)
        elif element.tag == f"{W}tbl":
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
        texte = read_mots_docx(element)
        if not texte:
            return
        self.paragraphes += 1
        lieu = f"paragraphe {self.paragraphes} (« {texte[:40]} »)"
        style = element.find(f"{W}pPr/{W}pStyle")
        niveau = self.styles.get(style.get(f"{W}val", "")) if style is not None else None
        if niveau:
            self._take_titre(lieu, texte, niveau)
        elif element.find(f"{W}pPr/{W}numPr") is not None:
            self._take_item(lieu, texte, element)
        else:
            self.textes += 1

    def _take_titre(self, lieu: str, texte: str, niveau: int) -> None:
        self.entetes.append((niveau, len(self.rangees)))
        self.rangees.append((lieu, {"": texte}))

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
        rang = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
        profond = rang is not None and rang.get(f"{W}val", "0") != "0"
        self.rangees.append((lieu, {_ACTION: f"   {texte}" if profond else texte}))

    def _take_tableau(self, tableau: Any) -> None:  # noqa: ANN401 - lxml's own
        lignes = list(_read_lignes(tableau))
        if all(len(ligne) == 2 for ligne in lignes) and self._take_fiche(lignes):  # noqa: PLR2004
            return
        titres = lignes[0] if lignes else []
        if ChampPlan.TITRE in assign_titres(ChampPlan, fold_titres(titres)):
            self._take_rangees(titres, lignes[1:], 2)
        elif lignes:
            dit = "Ce tableau n’est pas lu : aucune colonne d’actions n’y est reconnue."
            remede = "Donnez à sa première ligne un titre « Action », ou collez-le ici."
            self.constats.append(Constat(f"Tableau {self.tableaux}", dit, remede))

    def _take_rangees(self, titres: list[str], lignes: list[list[str]], debut: int) -> None:
        colonnes = _name_colonnes(titres, lignes)
        self.titres |= dict.fromkeys(filter(None, colonnes))
        for rang, cellules in enumerate(lignes, start=debut):
            dits = {c: t for c, t in zip(colonnes, cellules, strict=False) if t}
            if dits:
                self.rangees.append((f"tableau {self.tableaux}, ligne {rang}", dits))

    def _take_fiche(self, lignes: list[list[str]]) -> bool:
        """Read a sheet of one action: its titles stand in the first column."""
        titres = [titre for titre, _ in lignes]
        connus = assign_titres(ChampPlan, fold_titres(titres))
        if ChampPlan.TITRE not in connus or len(connus) < 2:  # noqa: PLR2004 - a title and a value
            return False
        self._take_rangees(titres, [[texte for _, texte in lignes]], 1)
        return True


def _name_colonnes(titres: list[str], lignes: list[list[str]]) -> list[str]:
    """Return a name for each column that has a title or holds something, no two alike."""
    largeur = max(map(len, [titres, *lignes]))
    ecrits = [*titres, *[""] * (largeur - len(titres))]
    plies = fold_titres(ecrits)
    noms = {plie: champ.libelle for champ, plie in assign_titres(ChampPlan, plies).items()}
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
            if cellule.tag != f"{W}tc":
                continue
            rang = len(textes)
            texte = "\n".join(filter(None, map(read_mots_docx, cellule.iter(f"{W}p"))))
            fusion = cellule.find(f"{W}tcPr/{W}vMerge")
            if fusion is None:
                dessus.pop(rang, None)
            elif fusion.get(f"{W}val") == "restart":
                dessus[rang] = texte
            else:
                texte = texte or dessus.get(rang, "")
            large = cellule.find(f"{W}tcPr/{W}gridSpan")
            fois = large.get(f"{W}val", "") if large is not None else ""
            textes += [texte, *[""] * (int(fois) - 1 if _LARGEUR.fullmatch(fois) else 0)]
        if any(textes):
            yield textes
