"""The table of stakeholders as a file: cells read as values, rows as stakeholders, and written.

What is missing or unknown is told; what is not understood is kept as a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from spaser.donnees.tables.colonnes import Rangee
from spaser.donnees.tables.modele import Remarque
from spaser.lettres import fold_mots
from spaser.metier.acteurs.catalogue import Catalogue
from spaser.metier.acteurs.cellules import (
    extract_siren,
    read_cle,
    read_role,
    split_exemples,
    split_formes,
    split_role,
    write_formes,
    write_role,
)
from spaser.metier.acteurs.modele import (
    COLONNES,
    NOM_MAX,
    PAR_NOM,
    REUNIES,
    TEXTE_MAX,
    Acteur,
    clean_nom,
    clean_texte,
)

LIGNES_MAX: Final = 5_000
# The programme's sheet, in its two steps and seven columns; then what finds a line again.
_ETAPE_1: Final = ("typologie", "nom", "description", "contact", "commentaire")
_REPERES: Final = ("siren", "source", "verifie_le", "cle")
BANDEAU: Final = (
    ("Étape 1 : identifier les acteurs clés", len(_ETAPE_1)),
    ("Étape 2 : définir les apports de chacun", len(REUNIES)),
    ("Pour retrouver chaque acteur à l’import", len(_REPERES)),
)
ECRITES: Final = (
    *(PAR_NOM[nom] for nom in _ETAPE_1),
    *REUNIES,
    *(PAR_NOM[nom] for nom in _REPERES),
)
TITRES: Final = tuple(colonne.titre for colonne in ECRITES)
_ROLE, _FORME = (colonne.nom for colonne in REUNIES)
_DEUX_EN_UNE: Final = 2 * TEXTE_MAX  # what a cell that says two things may hold
# Read each in its own way; the others are texts, taken as they are.
_APART: Final = frozenset(
    "nom typologie commentaire role contribution formes nature siren verifie_le cle".split()
)
_TEXTES: Final = tuple(nom for nom in PAR_NOM if nom not in _APART)


@dataclass(frozen=True, slots=True)
class ActeurLu:
    """A row read; without a name it cannot join the table as it is."""

    numero: int
    acteur: Acteur
    remarques: tuple[Remarque, ...] = ()

    @property
    def est_nommee(self) -> bool:
        return bool(self.acteur.nom)


@dataclass(frozen=True, slots=True)
class TableauLu:
    """A sheet read: which fields it has, its rows, and what was read as no stakeholder."""

    presents: frozenset[str]
    absents: tuple[str, ...]  # titles of the columns that are not there
    inconnus: tuple[Remarque, ...]  # columns that are not ours: kept in the comment
    lignes: tuple[ActeurLu, ...]
    remarques: tuple[Remarque, ...] = ()
    feuille: str = ""


def read_tableau(
    rangees: Iterable[Rangee],
    lues: Iterable[str],
    inconnus: tuple[Remarque, ...],
    catalogue: Catalogue,
) -> TableauLu:
    """Read the rows of a sheet; `lues` are its columns, `inconnus` those that are not ours."""
    reunies = {colonne.nom: colonne.de for colonne in REUNIES}
    presents = {champ for nom in lues for champ in reunies.get(nom, (nom,))}
    if inconnus:
        presents.add("commentaire")
    categories = _Categories()
    return TableauLu(
        frozenset(presents),
        tuple(c.titre for c in COLONNES if c.nom not in presents | {"cle"}),
        inconnus,
        tuple(_Lecture(rangee, catalogue).read() for rangee in categories.part(rangees)),
        tuple(categories.remarques),
    )


class _Categories:
    """The kinds that stand over several rows, as in the programme's sheet: none is a stakeholder.

    Its examples are no stakeholders either: they are left out, and that is told.
    """

    def __init__(self) -> None:
        self.remarques: list[Remarque] = []
        self._courante: tuple[int, str] | None = None  # of the rows below that name none

    def part(self, rangees: Iterable[Rangee]) -> Iterator[Rangee]:
        for rangee in rangees:
            texte = clean_texte(str(rangee.valeurs.get("typologie", "")))
            categorie, exemples = split_exemples(texte)
            if _is_titre(rangee):
                self._head(rangee, categorie, exemples)
                continue
            if texte:
                self._courante = (rangee.numero, categorie) if exemples else None
                rangee.valeurs["typologie"] = categorie
                if exemples:
                    rangee.tell("typologie", f"Exemples laissés de côté : « {exemples[:200]} ».")
            elif self._courante:
                numero, rangee.valeurs["typologie"] = self._courante
                rangee.tell("typologie", f"Typologie reprise de la ligne {numero}.")
            yield rangee

    def _head(self, rangee: Rangee, categorie: str, exemples: str) -> None:
        """Take a row that holds a kind alone, or the title of a step, for a heading."""
        est_etape = fold_mots(categorie).startswith("etape ")
        self._courante = None if est_etape else (rangee.numero, categorie)
        quoi = "Titre d’étape" if est_etape else f"Catégorie « {categorie[:80]} »"
        probleme = f"{quoi} : aucun acteur sur cette ligne."
        if exemples:
            probleme += f" Ses exemples ne sont pas importés comme acteurs : « {exemples[:200]} »."
        rangee.tell("typologie", probleme)
        self.remarques += rangee.remarques


def _is_titre(rangee: Rangee) -> bool:
    return set(rangee.valeurs) == {"typologie"} and not rangee.restes


def make_listes(catalogue: Catalogue) -> Mapping[str, Callable[[str], object]]:
    """Return, for each column of a closed list, what reads its words: shifted rows are found so."""
    return {
        "typologie": lambda texte: catalogue.read_typologie(split_exemples(texte)[0]),
        "role": read_role,
        _ROLE: lambda texte: split_role(texte)[0],
        "formes": lambda texte: split_formes(texte)[0],
        _FORME: lambda texte: split_formes(texte)[0],
        "cle": read_cle,
    }


def write_acteur(acteur: Acteur, catalogue: Catalogue) -> tuple[str | date | None, ...]:
    mots = {
        "typologie": catalogue.name_typologie(acteur.typologie),
        _ROLE: write_role(acteur.role, acteur.contribution),
        _FORME: write_formes(acteur.formes, acteur.nature),
    }
    return tuple(mots[c.nom] if c.nom in mots else getattr(acteur, c.nom) for c in ECRITES)


def write_modele(catalogue: Catalogue) -> list[tuple[str, ...]]:
    vides = ("",) * (len(ECRITES) - 1)
    return [
        (f"{t.libelle} Ex : {t.exemples}", *vides) for t in catalogue.typologies if t.du_programme
    ]


class _Lecture:
    def __init__(self, rangee: Rangee, catalogue: Catalogue) -> None:
        self._rangee = rangee
        self._catalogue = catalogue
        self._restes: list[str] = []

    def read(self) -> ActeurLu:
        textes: dict[str, Any] = {nom: self._take(nom) for nom in _TEXTES}
        acteur = Acteur(
            nom=self._read_nom(),
            typologie=self._read_mot(
                "typologie", self._catalogue.read_typologie, "Typologie inconnue : « {} »"
            ),
            siren=self._read_mot("siren", extract_siren, "« {} » n’est pas un SIREN : il"),
            verifie_le=self._read_jour(),
            cle=self._read_mot("cle", read_cle, "Identifiant inconnu : « {} »"),
            **textes,
        )
        acteur = self._read_apports(acteur)
        self._keep_inconnus()
        commentaire = "\n".join(filter(None, [self._take("commentaire"), *self._restes]))
        return ActeurLu(
            self._rangee.numero,
            replace(acteur, commentaire=commentaire[:TEXTE_MAX]),
            tuple(self._rangee.remarques),
        )

    def _read_nom(self) -> str:
        nom = clean_nom(self._take("nom"))
        if not nom:
            self._rangee.tell(
                "nom", "Le nom de la structure manque : écrivez-le ici, ou dans le fichier."
            )
        if len(nom) > NOM_MAX:
            self._keep("nom", nom, f"Le nom dépasse {NOM_MAX} signes : sa fin va au commentaire.")
        return nom[:NOM_MAX].strip()

    def _read_mot(self, nom: str, lire: Callable[[str], str], inconnu: str) -> str:
        """Read a word that means something, else keep it in the comment."""
        texte = self._take(nom)
        lu = lire(texte)
        if texte and not lu:
            self._keep(nom, texte, f"{inconnu.format(texte)} va au commentaire.")
        return lu

    def _read_jour(self) -> date | None:
        valeur = self._rangee.valeurs.get("verifie_le")
        if valeur is None or isinstance(valeur, date):
            return valeur
        texte = clean_texte(valeur)
        self._keep("verifie_le", texte, f"Date illisible : « {texte} » va au commentaire.")
        return None

    def _read_apports(self, acteur: Acteur) -> Acteur:
        role, contribution = split_role(self._take(_ROLE, _DEUX_EN_UNE))
        seul = self._take("role")
        if seul:
            role = read_role(seul) or role
            if read_role(seul) is None:
                self._rangee.tell(
                    "role", f"Rôle inconnu : « {seul} » est gardé dans la contribution."
                )
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
        ensemble = self._take(_FORME, _DEUX_EN_UNE)
        if ensemble:
            return split_formes(ensemble)
        formes, reste = split_formes(self._take("formes"))
        if reste:
            self._rangee.tell("formes", f"Forme inconnue : « {reste} » est gardé dans la nature.")
        return formes, reste

    def _keep_inconnus(self) -> None:
        """Put what stands under the titles of others, or under no title, in the comment."""
        for reste in self._rangee.restes:
            texte = clean_texte(reste.texte)
            if not texte:
                continue
            self._restes.append(f"{reste.titre} : {texte}" if reste.titre else texte)
            if not reste.titre:
                self._rangee.tell_reste(
                    reste, f"Cellule hors du tableau : « {texte[:80]} » va au commentaire."
                )

    def _take(self, nom: str, taille: int = TEXTE_MAX) -> str:
        texte = clean_texte(self._rangee.valeurs.get(nom, ""))
        if len(texte) > taille:
            self._rangee.tell(nom, f"Texte de plus de {taille} signes : la fin est coupée.")
        return texte[:taille].strip()

    def _keep(self, nom: str, texte: str, remarque: str) -> None:
        self._restes.append(f"{PAR_NOM[nom].titre} : {texte}")
        self._rangee.tell(nom, remarque)


def _under(haut: str, bas: str) -> str:
    return "\n".join(filter(None, [haut, bas]))
