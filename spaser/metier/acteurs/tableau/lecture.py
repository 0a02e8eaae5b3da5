"""A sheet read as stakeholders: what is shifted, missing or unknown is told with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from spaser.erreurs import ErreurSpaser
from spaser.lettres import fold_mots, name_colonne
from spaser.metier.acteurs.catalogue import Catalogue
from spaser.metier.acteurs.modele import NOM_MAX, TEXTE_MAX, Acteur, clean_nom, clean_texte
from spaser.metier.acteurs.tableau import valeurs
from spaser.metier.acteurs.tableau.colonnes import (
    COLONNES,
    FORME_ET_NATURE,
    ROLE_ET_CONTRIBUTION,
    find_champ,
)

LIGNES_MAX: Final = 5_000
_EN_TETE_MAX: Final = 30  # rows looked at to find the titles
_COMPOSES: Final = {
    ROLE_ET_CONTRIBUTION: ("role", "contribution"),
    FORME_ET_NATURE: ("formes", "nature"),
}

type Cellules = Sequence[Any]
type LecteurJour = Callable[[object], date | None]


class ErreurTableau(ErreurSpaser):
    """A sheet that holds no table of stakeholders; the message says what to do, in French."""


@dataclass(frozen=True, slots=True)
class Remarque:
    """Something to know of a cell, with its place as the spreadsheet names it."""

    ligne: int
    colonne: str
    texte: str

    @property
    def place(self) -> str:
        """Return « ligne 12, colonne B »."""
        colonne = f", colonne {self.colonne}" if self.colonne else ""
        return f"ligne {self.ligne}{colonne}"


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row read; without a name it cannot join the table as it is."""

    numero: int
    acteur: Acteur
    remarques: tuple[Remarque, ...] = ()

    @property
    def est_nommee(self) -> bool:
        """Say whether it can join the table."""
        return bool(self.acteur.nom)


@dataclass(frozen=True, slots=True)
class Tableau:
    """A sheet read: which fields it has, and its rows."""

    presents: frozenset[str]
    absents: tuple[str, ...]  # titles of the columns that are not there
    inconnus: tuple[Remarque, ...]  # columns that are not ours: kept in the comment
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, slots=True)
class _Entete:
    numero: int
    titres: tuple[str, ...]
    rangs: dict[str, int]

    @property
    def inconnus(self) -> dict[int, str]:
        """Return the titled columns that are not ours, or that are there twice."""
        connus = self.rangs.values()
        return {r: t for r, t in enumerate(self.titres) if t.strip() and r not in connus}


def read_tableau(
    lignes: Iterable[tuple[int, Cellules]], catalogue: Catalogue, read_jour: LecteurJour
) -> Tableau:
    """Read the rows of a sheet, numbered as the spreadsheet does."""
    lues = list(islice(lignes, LIGNES_MAX + _EN_TETE_MAX))
    entete = _find_entete(lues)
    lecteur = _Lecteur(entete, catalogue, read_jour)
    corps = [(n, c) for n, c in lues if n > entete.numero and _holds(c, entete)]
    if len(corps) > LIGNES_MAX:
        raise ErreurTableau(f"Ce tableau dépasse {LIGNES_MAX} lignes : découpez-le.")
    presents = {champ for nom in entete.rangs for champ in _COMPOSES.get(nom, (nom,))}
    if entete.inconnus:
        presents.add("commentaire")
    return Tableau(
        frozenset(presents),
        tuple(titre for champ, titre in COLONNES.items() if champ not in presents | {"cle"}),
        tuple(
            Remarque(entete.numero, name_colonne(rang), titre)
            for rang, titre in entete.inconnus.items()
        ),
        tuple(lecteur.read(numero, cellules) for numero, cellules in corps),
    )


def _find_entete(lignes: Sequence[tuple[int, Cellules]]) -> _Entete:
    """Return the row of titles: the first that names most columns, the name among them."""
    trouves = [_read_entete(numero, cellules) for numero, cellules in lignes[:_EN_TETE_MAX]]
    nommes = [entete for entete in trouves if "nom" in entete.rangs]
    if nommes:
        return max(nommes, key=lambda entete: (len(entete.rangs), -entete.numero))
    vus = max(trouves, key=lambda entete: len(entete.rangs), default=None)
    if vus is None:
        raise ErreurTableau("Ce fichier est vide. Partez du modèle, ou d’un export de cette page.")
    titres = ", ".join(f"« {titre} »" for titre in vus.titres[:12] if titre.strip())
    raise ErreurTableau(
        "La colonne « Nom de la structure » manque : sans elle, une ligne ne désigne personne. "
        f"Titres lus, ligne {vus.numero} : {titres or 'aucun'}. Renommez la bonne colonne, ou "
        "partez du modèle."
    )


def _read_entete(numero: int, cellules: Cellules) -> _Entete:
    titres = tuple("" if c is None else " ".join(str(c).split()) for c in cellules)
    rangs: dict[str, int] = {}
    for rang, titre in enumerate(titres):
        if champ := find_champ(titre):
            rangs.setdefault(champ, rang)
    return _Entete(numero, titres, rangs)


def _holds(cellules: Cellules, entete: _Entete) -> bool:
    """Tell a row that says something, and not the titles again."""
    textes = [fold_mots(c) for c in cellules]
    pleine = any(c is not None and str(c).strip() for c in cellules)
    return pleine and textes != [fold_mots(titre) for titre in entete.titres]


class _Lecteur:
    """Reads the rows under one row of titles."""

    def __init__(self, entete: _Entete, catalogue: Catalogue, read_jour: LecteurJour) -> None:
        self.entete = entete
        self.catalogue = catalogue
        self.read_jour = read_jour

    def read(self, numero: int, cellules: Cellules) -> Ligne:
        decalage = self._find_decalage(cellules)
        lecture = _Lecture(self, numero, cellules, decalage)
        return lecture.read()

    def _find_decalage(self, cellules: Cellules) -> int:
        """Return by how many columns a row is shifted: its words stand beside their place."""
        if self._count(cellules, 0):
            return 0
        meilleur = max((1, -1), key=lambda pas: self._count(cellules, pas))
        reconnus = self._count(cellules, meilleur)
        nom = _text(cellules, self.entete.rangs["nom"]).strip()
        sans_nom = not nom or bool(self.catalogue.read_typologie(nom))
        return meilleur if reconnus > 1 or (reconnus and sans_nom) else 0

    def _count(self, cellules: Cellules, pas: int) -> int:
        """Count the cells that hold a word of the lists, so many columns aside."""
        lecteurs: dict[str, Callable[[str], object]] = {
            "typologie": self.catalogue.read_typologie,
            "role": valeurs.read_role,
            ROLE_ET_CONTRIBUTION: lambda texte: valeurs.split_role(texte)[0],
            "formes": lambda texte: valeurs.split_formes(texte)[0],
            FORME_ET_NATURE: lambda texte: valeurs.split_formes(texte)[0],
            "cle": valeurs.read_cle,
        }
        return sum(
            bool(lire(_text(cellules, self.entete.rangs[champ] + pas)))
            for champ, lire in lecteurs.items()
            if champ in self.entete.rangs
        )


class _Lecture:
    """One row on its way to a stakeholder."""

    def __init__(self, lecteur: _Lecteur, numero: int, cellules: Cellules, decalage: int) -> None:
        self._lecteur = lecteur
        self._entete = lecteur.entete
        self._numero = numero
        self._cellules = cellules
        self._decalage = decalage
        self._remarques: list[Remarque] = []
        self._restes: list[str] = []

    def read(self) -> Ligne:
        if self._decalage:
            sens = "droite" if self._decalage > 0 else "gauche"
            self._tell(
                "", f"Ligne décalée d’une colonne vers la {sens} : elle est remise en place."
            )
        acteur = Acteur(
            nom=self._read_nom(),
            typologie=self._read_typologie(),
            description=self._take("description"),
            contact=self._take("contact"),
            siren=self._read_siren(),
            source=self._take("source"),
            verifie_le=self._read_jour(),
            cle=self._read_cle(),
        )
        acteur = self._read_apports(acteur)
        self._keep_inconnus()
        commentaire = "\n".join(filter(None, [self._take("commentaire"), *self._restes]))
        return Ligne(
            self._numero,
            replace(acteur, commentaire=commentaire[:TEXTE_MAX]),
            tuple(self._remarques),
        )

    def _read_nom(self) -> str:
        nom = clean_nom(self._take("nom"))
        if not nom:
            self._tell("nom", "Le nom de la structure manque : écrivez-le ici, ou dans le fichier.")
        if len(nom) > NOM_MAX:
            self._keep("nom", nom, f"Le nom dépasse {NOM_MAX} signes : sa fin va au commentaire.")
        return nom[:NOM_MAX].strip()

    def _read_typologie(self) -> str:
        texte = self._take("typologie")
        code = self._lecteur.catalogue.read_typologie(texte)
        if texte and not code:
            self._keep("typologie", texte, f"Typologie inconnue : « {texte} » va au commentaire.")
        return code

    def _read_siren(self) -> str:
        texte = self._take("siren")
        siren = valeurs.read_siren(texte) if texte else ""
        if texte and not siren:
            self._keep("siren", texte, f"« {texte} » n’est pas un SIREN : il va au commentaire.")
        return siren

    def _read_jour(self) -> date | None:
        valeur = self._cell("verifie_le")
        if valeur is None or not str(valeur).strip():
            return None
        jour = self._lecteur.read_jour(valeur)
        if jour is None:
            texte = clean_texte(str(valeur))
            self._keep("verifie_le", texte, f"Date illisible : « {texte} » va au commentaire.")
        return jour

    def _read_cle(self) -> str:
        texte = self._take("cle")
        cle = valeurs.read_cle(texte)
        if texte and not cle:
            self._keep("cle", texte, f"Identifiant inconnu : « {texte} » va au commentaire.")
        return cle

    def _read_apports(self, acteur: Acteur) -> Acteur:
        role, contribution = valeurs.split_role(self._take(ROLE_ET_CONTRIBUTION))
        seul = self._take("role")
        if seul:
            role = valeurs.read_role(seul) or role
            if valeurs.read_role(seul) is None:
                self._tell("role", f"Rôle inconnu : « {seul} » est gardé dans la contribution.")
                contribution = _under(seul, contribution)
        formes, nature = self._read_formes()
        return replace(
            acteur,
            role=role,
            contribution=_under(contribution, self._take("contribution")),
            formes=formes,
            nature=_under(nature, self._take("nature")),
        )

    def _read_formes(self) -> tuple[tuple[Any, ...], str]:
        ensemble = self._take(FORME_ET_NATURE)
        if ensemble:
            return valeurs.split_formes(ensemble)
        formes, reste = valeurs.split_formes(self._take("formes"))
        if reste:
            self._tell("formes", f"Forme inconnue : « {reste} » est gardé dans la nature.")
        return formes, reste

    def _keep_inconnus(self) -> None:
        """Put what stands under the titles of others, or under no title, in the comment."""
        connus = {rang + self._decalage for rang in self._entete.rangs.values()}
        for rang in range(len(self._cellules)):
            texte = clean_texte(_text(self._cellules, rang))
            if not texte or rang in connus:
                continue
            titre = self._entete.inconnus.get(rang - self._decalage, "")
            self._restes.append(f"{titre} : {texte}" if titre else texte)
            if not titre:
                self._remarques.append(
                    Remarque(
                        self._numero,
                        name_colonne(rang),
                        f"Cellule hors du tableau : « {texte[:80]} » va au commentaire.",
                    )
                )

    def _cell(self, champ: str) -> object:
        rang = self._entete.rangs.get(champ)
        place = -1 if rang is None else rang + self._decalage
        return self._cellules[place] if 0 <= place < len(self._cellules) else None

    def _take(self, champ: str) -> str:
        texte = clean_texte(_write(self._cell(champ)))
        if len(texte) > TEXTE_MAX:
            self._tell(champ, f"Texte de plus de {TEXTE_MAX} signes : la fin est coupée.")
        return texte[:TEXTE_MAX].strip()

    def _keep(self, champ: str, texte: str, remarque: str) -> None:
        self._restes.append(f"{COLONNES[champ]} : {texte}")
        self._tell(champ, remarque)

    def _tell(self, champ: str, texte: str) -> None:
        rang = self._entete.rangs.get(champ)
        colonne = "" if rang is None else name_colonne(rang + self._decalage)
        self._remarques.append(Remarque(self._numero, colonne, texte))


def _text(cellules: Cellules, rang: int) -> str:
    return _write(cellules[rang]) if 0 <= rang < len(cellules) else ""


def _write(cellule: object) -> str:
    """Return a cell as one reads it: a day as 01/02/2026, a whole number without decimals."""
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, datetime | date):
        return f"{cellule:%d/%m/%Y}"
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return str(cellule).replace(".", ",") if isinstance(cellule, float) else str(cellule)


def _under(haut: str, bas: str) -> str:
    return "\n".join(filter(None, [haut, bas]))
