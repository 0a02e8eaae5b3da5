"""The columns of a table of ours, declared once: a form, a page, an import and an export read them.

A column is declared beside the field of the dataclass that it fills, by `colonne`. A sheet read
under them gives typed rows, and what stands under no column of ours.
"""

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain
from typing import Any, Final

from spaser.elements import fold_mots, name_colonne
from spaser.moteur.tables.cellules import free_texte, is_blank, read_date_cellule, write_texte
from spaser.moteur.tables.correspondance import Table, find_table
from spaser.moteur.tables.modele import Budget, Cellules, Feuille, Remarque, SansResultat

_CLE: Final = "colonne"


class Nature(Enum):
    TEXTE = auto()  # of several lines
    LIGNE = auto()
    JOUR = auto()
    CHOIX = auto()  # one word of a list
    CHOIX_MULTIPLES = auto()
    OUI_NON = auto()
    CLE = auto()  # an identifier of this site


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """A column: its field, its title, the other titles that files give it, how it is asked."""

    nom: str = ""
    titre: str
    court: str = ""  # its name where the title is too long
    question: str = ""  # asked in a form, in place of the title
    aide: str = ""
    nature: Nature = Nature.TEXTE
    titres: tuple[str, ...] = ()  # folded
    debuts: tuple[str, ...] = ()  # folded beginnings
    groupe: str = ""  # the part of a form and of a page; empty, the column is in files only
    vide: str = "–"  # shown for an empty value; empty, nothing is shown
    au_tableau: bool = True  # shown in the table of a page
    de: tuple[str, ...] = ()  # fields that a table of others puts in one cell

    @property
    def plie(self) -> str:
        return fold_mots(self.titre)

    @property
    def premier(self) -> str:
        return self.de[0] if self.de else self.nom

    @property
    def libelle(self) -> str:
        return self.court or self.titre


def colonne(
    titre: str,
    defaut: Any = dataclasses.MISSING,  # noqa: ANN401 - as dataclasses.field
    titres: str = "",
    debuts: str = "",
    **reste: Any,
) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Return the field of a dataclass, and declare its column; titles are parted by bars."""
    noms, tetes = (tuple(filter(None, texte.split("|"))) for texte in (titres, debuts))
    declaree = Colonne(titre=titre, titres=noms, debuts=tetes, **reste)
    return field(default=defaut, metadata={_CLE: declaree})


def list_colonnes(modele: type) -> tuple[Colonne, ...]:
    return tuple(
        dataclasses.replace(champ.metadata[_CLE], nom=champ.name)
        for champ in dataclasses.fields(modele)
        if _CLE in champ.metadata
    )


def find_colonne(colonnes: Sequence[Colonne], plie: str) -> str:
    """Return the name of the column that a folded title is of, else nothing."""
    notres = (c for c in colonnes if plie == c.plie)
    exactes = (c for c in colonnes if plie in c.titres)
    proches = (c for c in colonnes if c.debuts and plie.startswith(c.debuts))
    trouvee = next(chain(notres, exactes, proches), None) if plie else None
    return trouvee.nom if trouvee else ""


def find_rangs(colonnes: Sequence[Colonne], titres: Sequence[str]) -> dict[str, int]:
    """Return the rank of each column that folded titles name: our own title, else the first."""
    noms = {rang: find_colonne(colonnes, titre) for rang, titre in enumerate(titres)}
    premiers = {nom: rang for rang, nom in reversed(noms.items()) if nom}
    return premiers | {c.nom: titres.index(c.plie) for c in colonnes if c.plie in titres}


@dataclass(frozen=True, slots=True)
class Reste:
    """A text that stands under no column of ours: its place, its title if it has one."""

    rang: int
    lettre: str
    titre: str
    texte: str


@dataclass(slots=True)
class Rangee:
    """A row: texts and days by column, what stands elsewhere, what to say of it."""

    numero: int
    ecrites: Sequence[Any]  # its cells, as they are
    valeurs: dict[str, Any]
    restes: list[Reste] = field(default_factory=list)
    lettres: Mapping[str, str] = field(default_factory=dict)  # of each column
    remarques: list[Remarque] = field(default_factory=list)

    def tell(self, nom: str, probleme: str, remede: str = "", titre: str = "") -> None:
        """Say something of a cell, told with its title if given; without name, of the row."""
        lettre = self.lettres.get(nom, "")
        place = (f"colonne {lettre}" if lettre else "", f"« {titre} »" if titre else "")
        ou, valeur = " ".join(filter(None, place)), str(self.valeurs.get(nom, ""))
        self._note(ou, valeur, probleme, remede)

    def tell_reste(self, reste: Reste, probleme: str) -> None:
        self._note(f"colonne {reste.lettre}", reste.texte, probleme)

    def _note(self, ou: str, valeur: str, probleme: str, remede: str = "") -> None:
        self.remarques.append(
            Remarque(
                ligne=self.numero,
                colonne=ou,
                valeur=valeur[:80],
                probleme=probleme,
                remede=remede,
            )
        )


_PAS: Final = (1, -1)


@dataclass(frozen=True, slots=True)
class IndicesDecalage:
    """What tells a shifted row: cells that hold a word of a list, beside their place."""

    listes: Mapping[str, Callable[[str], object]]  # by column
    nom: str  # the column that no row does without
    ailleurs: Callable[[str], object]  # tells a word that never is a name


@dataclass(frozen=True, slots=True)
class TableauDeclare:
    """A table whose titles are those of declared columns."""

    table: Table
    colonnes: Mapping[str, Colonne]
    rangs: Mapping[str, int]
    reperes: IndicesDecalage | None = field(default=None)

    @property
    def inconnus(self) -> tuple[Remarque, ...]:
        """Return the titles that are not ours, or that are there twice."""
        return tuple(
            Remarque(ligne=self.table.ligne, colonne=f"colonne {name_colonne(rang)}", valeur=titre)
            for rang, titre in enumerate(self.table.ecrits)
            if titre and rang not in self.rangs.values()
        )

    def list_rangees(self) -> Iterator[Rangee]:
        for numero, cellules in self.table.list_utiles():
            if self.table.feuille is None:
                libres = [free_texte(c) if isinstance(c, str) else c for c in cellules]
                yield self._read(numero, libres)
            else:
                yield self._read(numero, cellules)

    def _read(self, numero: int, cellules: Cellules) -> Rangee:
        pas = self._find_decalage(cellules)
        places = {nom: rang + pas for nom, rang in self.rangs.items()}
        valeurs = {
            nom: _read_cellule(cellules[place], self.colonnes[nom].nature)
            for nom, place in places.items()
            if 0 <= place < len(cellules) and not is_blank(cellules[place])
        }
        vaines = {nom: v for nom, v in valeurs.items() if isinstance(v, SansResultat)}
        for nom in vaines:
            del valeurs[nom]
        rangee = Rangee(
            numero,
            cellules,
            valeurs,
            self._list_restes(cellules, set(places.values()), pas),
            {nom: name_colonne(max(place, 0)) for nom, place in places.items()},
        )
        for nom, formule in vaines.items():
            rangee.tell(
                nom,
                f"Formule sans résultat : « {formule[:80]} ». Ouvrez le fichier dans votre "
                "tableur, corrigez la cellule au besoin, enregistrez, puis envoyez-le de nouveau.",
            )
        if pas:
            sens = "droite" if pas > 0 else "gauche"
            rangee.tell(
                "", f"Ligne décalée d’une colonne vers la {sens} : elle est remise en place."
            )
        return rangee

    def _list_restes(self, cellules: Cellules, pris: set[int], pas: int) -> list[Reste]:
        ecrits = self.table.ecrits
        return [
            Reste(
                rang,
                name_colonne(rang),
                ecrits[rang - pas] if 0 <= rang - pas < len(ecrits) else "",
                write_texte(cellule),
            )
            for rang, cellule in enumerate(cellules)
            if rang not in pris and not is_blank(cellule)
        ]

    def _find_decalage(self, cellules: Cellules) -> int:
        """Return by how many columns a row is shifted: its words stand beside their place."""
        reperes = self.reperes
        if reperes is None or self._count(reperes, cellules, 0):
            return 0
        meilleur = max(_PAS, key=lambda pas: self._count(reperes, cellules, pas))
        reconnus = self._count(reperes, cellules, meilleur)
        nom = _text(cellules, self.rangs[reperes.nom]).strip()
        sans_nom = not nom or bool(reperes.ailleurs(nom))
        return meilleur if reconnus > 1 or (reconnus and sans_nom) else 0

    def _count(self, reperes: IndicesDecalage, cellules: Cellules, pas: int) -> int:
        """Count the cells that hold a word of their list when columns are shifted by `pas`."""
        return sum(
            bool(lire(_text(cellules, self.rangs[nom] + pas)))
            for nom, lire in reperes.listes.items()
            if nom in self.rangs
        )


def spread_fusions(feuille: Feuille, budget: Budget) -> Feuille:
    """Return the sheet with what is merged downwards said on each row that holds something."""
    lignes = [
        (numero, list(cellules))
        for numero, cellules in feuille.lignes
        if not all(map(is_blank, cellules))
    ]
    rangs = [numero for numero, _ in lignes]
    for colonne, haut, bas in feuille.fusions:
        debut, fin = bisect_left(rangs, haut), bisect_right(rangs, bas)
        budget.take(cellules=fin - debut)
        if debut < fin and rangs[debut] == haut and colonne < len(lignes[debut][1]):
            valeur = lignes[debut][1][colonne]
            for _, cellules in lignes[debut + 1 : fin]:
                cellules.extend([None] * (colonne + 1 - len(cellules)))
                cellules[colonne] = valeur if is_blank(cellules[colonne]) else cellules[colonne]
    return dataclasses.replace(feuille, lignes=iter(lignes))


def find_tableau(
    feuille: Feuille,
    colonnes: Sequence[Colonne],
    suffit: Callable[[Mapping[str, int]], bool],
    reperes: IndicesDecalage | None = None,
) -> TableauDeclare | None:
    """Find the row of titles that names most columns, if those that it names are enough."""

    def score(titres: tuple[str, ...]) -> int:
        rangs = find_rangs(colonnes, titres)
        return len(rangs) if suffit(rangs) else 0

    table = find_table(feuille, score, hauteur_max=1)
    if table is None:
        return None
    rangs = find_rangs(colonnes, table.titres)
    return TableauDeclare(table, {c.nom: c for c in colonnes}, rangs, reperes)


def _read_cellule(cellule: object, nature: Nature) -> object:
    """Return a day where one is expected and readable, else the text that one reads."""
    if isinstance(cellule, SansResultat):
        return cellule
    jour = read_date_cellule(cellule) if nature is Nature.JOUR else None
    return write_texte(cellule) if jour is None else jour


def _text(cellules: Cellules, rang: int) -> str:
    return write_texte(cellules[rang]) if 0 <= rang < len(cellules) else ""
