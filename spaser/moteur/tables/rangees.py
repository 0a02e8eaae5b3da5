"""The rows of a table whose titles are known: found in a box, read outside of it.

A box gives the sheets of a file as texts, with the titles that it found by the columns that it was
given (`tables/tableaux.py`). What they say is then read row by row: each under its column, and what
stands under none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Final

from spaser.elements import name_colonne
from spaser.moteur.tables.cellules import is_blank, read_date_cellule
from spaser.moteur.tables.correspondance import fold_titres
from spaser.moteur.tables.modele import CELLULES_PAGE, OCTETS_PAGE, ErreurTable, Remarque

# --- The columns that are looked for, by their titles ---


@dataclass(frozen=True, slots=True)
class Cherchee:
    """A column: its name, its title, other titles that files give it, their beginnings, folded."""

    nom: str
    plie: str
    titres: tuple[str, ...] = ()
    debuts: tuple[str, ...] = ()
    est_date: bool = False


def find_colonne(colonnes: Sequence[Cherchee], plie: str) -> str:
    """Return the name of the column that a folded title is of, else nothing."""
    notres = (c for c in colonnes if plie == c.plie)
    exactes = (c for c in colonnes if plie in c.titres)
    proches = (c for c in colonnes if c.debuts and plie.startswith(c.debuts))
    trouvee = next(chain(notres, exactes, proches), None) if plie else None
    return trouvee.nom if trouvee else ""


def find_rangs(colonnes: Sequence[Cherchee], titres: Sequence[str]) -> dict[str, int]:
    """Return the rank of each column that folded titles name: our own title, else the first."""
    noms = {rang: find_colonne(colonnes, titre) for rang, titre in enumerate(titres)}
    premiers = {nom: rang for rang, nom in reversed(noms.items()) if nom}
    return premiers | {c.nom: titres.index(c.plie) for c in colonnes if c.plie in titres}


# --- A file as a box gives it ---


@dataclass(frozen=True, slots=True, kw_only=True)
class RechercheTable:
    """What is looked for in a file: the columns that are enough, and what reading it may cost."""

    colonnes: tuple[Cherchee, ...]
    necessaires: frozenset[str] = frozenset()
    minimum: int = 1
    toutes: bool = False  # every sheet is read, else the first that holds the table
    nommees: bool = False  # one sheet in sight is read, the others are named
    sauf: str = ""  # a sheet that is neither
    fusions: bool = False  # what is merged downwards is said on each row
    lignes_max: int
    octets: int = OCTETS_PAGE
    cellules: int = CELLULES_PAGE
    demesure: str

    def score(self, titres: Sequence[str]) -> int:
        rangs = find_rangs(self.colonnes, titres)
        suffit = len(rangs) >= self.minimum and rangs.keys() >= self.necessaires
        return len(rangs) if suffit else 0


@dataclass(frozen=True, slots=True)
class RangeeEcrite:
    """A row as texts; `formules` are the ranks of those whose result the file does not hold."""

    numero: int
    textes: tuple[str, ...]
    formules: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FeuilleLue:
    """A sheet, the titles that look most like ours and, if they are enough, the rows below.

    There are at most one more of them than what the search takes; a sheet that is only named has
    neither.
    """

    nom: str
    masquee: bool
    trouvee: bool = False
    ligne: int = 1  # of the titles
    ecrits: tuple[str, ...] = ()
    rangees: tuple[RangeeEcrite, ...] = ()
    nombre: int = 0  # of all the rows that the sheet holds


# --- What the rows of a sheet say ---


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
    ecrites: Sequence[str]  # its cells
    valeurs: dict[str, str | date]
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
_REFAIRE: Final = (
    "Ouvrez le fichier dans votre tableur, corrigez la cellule au besoin, enregistrez, puis "
    "envoyez-le de nouveau."
)


@dataclass(frozen=True, slots=True)
class IndicesDecalage:
    """What tells a shifted row: cells that hold a word of a list, beside their place."""

    listes: Mapping[str, Callable[[str], object]]  # by column
    nom: str  # the column that no row does without
    ailleurs: Callable[[str], object]  # tells a word that never is a name


@dataclass(frozen=True, slots=True)
class TableauOuvert:
    """A sheet under the columns that its titles name."""

    feuille: FeuilleLue
    colonnes: Mapping[str, Cherchee]
    rangs: Mapping[str, int]
    reperes: IndicesDecalage | None = field(default=None)

    @property
    def inconnus(self) -> tuple[Remarque, ...]:
        """Return the titles that are not ours, or that are there twice."""
        ligne = self.feuille.ligne
        return tuple(
            Remarque(ligne=ligne, colonne=f"colonne {name_colonne(rang)}", valeur=titre)
            for rang, titre in enumerate(self.feuille.ecrits)
            if titre and rang not in self.rangs.values()
        )

    def list_rangees(self) -> Iterator[Rangee]:
        return map(self._read, self.feuille.rangees)

    def _read(self, ecrite: RangeeEcrite) -> Rangee:
        textes, vaines = ecrite.textes, set(ecrite.formules)
        pas = self._find_decalage(textes)
        places = {nom: rang + pas for nom, rang in self.rangs.items()}
        dites = {
            nom: place
            for nom, place in places.items()
            if 0 <= place < len(textes) and not is_blank(textes[place])
        }
        rangee = Rangee(
            ecrite.numero,
            textes,
            {
                nom: _read_texte(textes[place], self.colonnes[nom])
                for nom, place in dites.items()
                if place not in vaines
            },
            self._list_restes(textes, set(places.values()), pas),
            {nom: name_colonne(max(place, 0)) for nom, place in places.items()},
        )
        for nom, place in dites.items():
            if place in vaines:
                rangee.tell(nom, f"Formule sans résultat : « {textes[place][:80]} ». {_REFAIRE}")
        if pas:
            sens = "droite" if pas > 0 else "gauche"
            rangee.tell(
                "", f"Ligne décalée d’une colonne vers la {sens} : elle est remise en place."
            )
        return rangee

    def _list_restes(self, textes: Sequence[str], pris: set[int], pas: int) -> list[Reste]:
        ecrits = self.feuille.ecrits
        return [
            Reste(
                rang,
                name_colonne(rang),
                ecrits[rang - pas] if 0 <= rang - pas < len(ecrits) else "",
                texte,
            )
            for rang, texte in enumerate(textes)
            if rang not in pris and not is_blank(texte)
        ]

    def _find_decalage(self, textes: Sequence[str]) -> int:
        """Return by how many columns a row is shifted: its words stand beside their place."""
        reperes = self.reperes
        if reperes is None or self._count(reperes, textes, 0):
            return 0
        meilleur = max(_PAS, key=lambda pas: self._count(reperes, textes, pas))
        reconnus = self._count(reperes, textes, meilleur)
        nom = _text(textes, self.rangs[reperes.nom]).strip()
        sans_nom = not nom or bool(reperes.ailleurs(nom))
        return meilleur if reconnus > 1 or (reconnus and sans_nom) else 0

    def _count(self, reperes: IndicesDecalage, textes: Sequence[str], pas: int) -> int:
        """Count the cells that hold a word of their list when columns are shifted by `pas`."""
        return sum(
            bool(lire(_text(textes, self.rangs[nom] + pas)))
            for nom, lire in reperes.listes.items()
            if nom in self.rangs
        )


def open_tableau(
    feuille: FeuilleLue, recherche: RechercheTable, reperes: IndicesDecalage | None = None
) -> TableauOuvert:
    colonnes = {colonne.nom: colonne for colonne in recherche.colonnes}
    rangs = find_rangs(recherche.colonnes, fold_titres(feuille.ecrits))
    return TableauOuvert(feuille, colonnes, rangs, reperes)


def find_tableau(
    feuilles: Sequence[FeuilleLue], recherche: RechercheTable, absent: str, trop: str
) -> TableauOuvert:
    """Return the table of a file; ErreurTable, in these words, without any or if it is too long.

    `trop` takes how many rows there are, then how many are read at most.
    """
    trouvee = next((feuille for feuille in feuilles if feuille.trouvee), None)
    if trouvee is None:
        raise ErreurTable(absent)
    if trouvee.nombre > recherche.lignes_max:
        raise ErreurTable(trop.format(trouvee.nombre, recherche.lignes_max))
    return open_tableau(trouvee, recherche)


def _read_texte(texte: str, colonne: Cherchee) -> str | date:
    """Return a day where one is expected and readable, else the text."""
    jour = read_date_cellule(texte) if colonne.est_date else None
    return texte if jour is None else jour


def _text(textes: Sequence[str], rang: int) -> str:
    return textes[rang] if 0 <= rang < len(textes) else ""
