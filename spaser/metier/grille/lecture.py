"""A grid read from the rows of a spreadsheet: what is wrong is told where it stands, and kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from spaser.lettres import fold_mots, name_colonne
from spaser.metier.grille.cellules import ILLISIBLE, LECTURES, read_rubrique
from spaser.metier.grille.modele import (
    COLONNES,
    DU_PROGRAMME,
    PAR_NOM,
    TEXTE_MAX,
    TEXTES,
    Ligne,
    clean_texte,
)
from spaser.metier.indicateurs.themes import Rubrique

LIGNES_MAX: Final = 500
_TITRES_MIN: Final = 3  # enough to tell the row of titles
_RECHERCHE: Final = 40  # rows read to find it

type Rangee = tuple[int, Sequence[Any]]


class ErreurGrille(ValueError):
    """A file where no grid can be read; the message is for the user, in French."""


@dataclass(frozen=True, slots=True)
class Constat:
    """Something to look at: its place, what was found, what to do."""

    ligne: int
    colonne: str
    probleme: str
    remede: str

    @property
    def lieu(self) -> str:
        """Return where it is, as the spreadsheet numbers it."""
        return ", ".join(filter(None, [f"Ligne {self.ligne}", self.colonne]))


@dataclass(slots=True)
class Lecture:
    """The lines read, with their number, and what is wrong; `refusees` could not be read."""

    lignes: list[tuple[int, Ligne]] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)
    refusees: list[tuple[int, str]] = field(default_factory=list)


def read_grille(rangees: Iterable[Rangee], codes: Collection[str]) -> Lecture:
    """Read the rows of a sheet, wherever its titles stand; `codes` are those of the library."""
    suite = list(rangees)
    entete = next((r for r in suite[:_RECHERCHE] if _count_titles(r[1]) >= _TITRES_MIN), None)
    if entete is None:
        raise ErreurGrille(
            "Nous ne trouvons pas la ligne des titres : gardez au moins « Sous-thématique », "
            "« Objectif spécifique » et « Indicateur SPASER » en tête des colonnes."
        )
    donnees = [r for r in suite if r[0] > entete[0] and any(map(clean_texte, r[1]))]
    lecteur = _Lecteur(entete, donnees, codes)
    if len(donnees) > LIGNES_MAX:
        raise ErreurGrille(
            f"Le fichier compte {len(donnees)} lignes : une grille en garde {LIGNES_MAX} au plus."
        )
    for rangee in donnees:
        lecteur.read(rangee)
    return lecteur.lecture


def _find_titles(cellules: Sequence[Any]) -> dict[int, str]:
    """Return the field of each title that is recognised, once each."""
    trouves: dict[int, str] = {}
    for rang, cellule in enumerate(cellules):
        plie = fold_mots(cellule)
        nom = next((c.nom for c in COLONNES if plie and c.recognises(plie)), None)
        if nom and nom not in trouves.values():
            trouves[rang] = nom
    return trouves


def _count_titles(cellules: Sequence[Any]) -> int:
    return len(_find_titles(cellules))


class _Lecteur:
    """Reads one row after another: a row without its heading belongs to the one above."""

    def __init__(self, entete: Rangee, donnees: Sequence[Rangee], codes: Collection[str]) -> None:
        self._rang_entete, titres = entete
        self._titres = [clean_texte(titre) for titre in titres]
        self._colonnes = _find_titles(titres)
        self._codes = codes
        self._rubrique: Rubrique | None = None
        self.lecture = Lecture()
        self._find_rubrique(donnees)
        self._tell_missing()
        self._tell_extra()

    def read(self, rangee: Rangee) -> None:
        """Read a row into a line, or set it aside with its text."""
        numero, cellules = rangee
        valeurs = {
            nom: cellules[rang]
            for rang, nom in self._colonnes.items()
            if rang < len(cellules) and clean_texte(cellules[rang])
        }
        if self._is_shifted(valeurs):
            self._tell(
                numero,
                "sous_thematique",
                "une rubrique est dans cette colonne : la ligne semble décalée.",
                "Remettez chaque valeur sous son titre, puis importez de nouveau.",
            )
            self._refuse(numero, cellules)
            return
        rubrique = self._enter_rubrique(numero, valeurs.pop("rubrique", None))
        if rubrique is None:
            self._refuse(numero, cellules)
            return
        restes = self._list_extras(cellules)
        if not valeurs and not restes:
            return  # a heading alone, as in an empty grid
        if long := next((n for n in valeurs if len(clean_texte(valeurs[n])) > TEXTE_MAX), None):
            self._tell(
                numero,
                long,
                f"ce texte compte plus de {TEXTE_MAX} signes.",
                "Raccourcissez-le, puis importez de nouveau.",
            )
            self._refuse(numero, cellules)
            return
        champs = self._read_champs(numero, valeurs, restes)
        self.lecture.lignes.append((numero, Ligne(rubrique=rubrique, **champs)))

    def _read_champs(
        self, numero: int, valeurs: Mapping[str, Any], restes: list[str]
    ) -> dict[str, Any]:
        champs: dict[str, Any] = {n: clean_texte(valeurs[n]) for n in TEXTES if n in valeurs}
        for nom, lit in LECTURES.items():
            if nom not in valeurs:
                continue
            lu = lit(clean_texte(valeurs[nom]), self._codes)
            if lu is ILLISIBLE:
                restes.append(f"{PAR_NOM[nom].titre} : {clean_texte(valeurs[nom])}")
                self._tell_unread(numero, nom, clean_texte(valeurs[nom]))
            else:
                champs[nom] = lu
        champs["remarque"] = " ; ".join(filter(None, [champs.get("remarque", ""), *restes]))
        return champs

    def _is_shifted(self, valeurs: Mapping[str, Any]) -> bool:
        """Tell a row whose heading stands one column too far."""
        suivante = fold_mots(valeurs.get("sous_thematique"))
        return "rubrique" not in valeurs and read_rubrique(suivante) is not None

    def _enter_rubrique(self, numero: int, valeur: object) -> Rubrique | None:
        if valeur is not None:
            lue = read_rubrique(fold_mots(valeur))
            if lue is None:
                self._tell(
                    numero,
                    "rubrique",
                    f"« {clean_texte(valeur)} » n’est pas une des quatre rubriques.",
                    "Écrivez Environnement, Social, Économique ou Gouvernance.",
                )
                return None
            self._rubrique = lue
        elif self._rubrique is None:
            self._tell(
                numero,
                "rubrique",
                "la rubrique manque.",
                "Écrivez Environnement, Social, Économique ou Gouvernance.",
            )
        return self._rubrique

    def _find_rubrique(self, donnees: Sequence[Rangee]) -> None:
        """Take a column without title that holds the four headings, as in the programme's grid."""
        if "rubrique" in self._colonnes.values():
            return
        largeur = max((len(cellules) for _, cellules in donnees), default=0)
        for rang in range(largeur):
            sans_titre = rang >= len(self._titres) or not self._titres[rang]
            mots = {fold_mots(c[rang]) for _, c in donnees if rang < len(c)} - {""}
            if sans_titre and mots and all(map(read_rubrique, mots)):
                self._colonnes[rang] = "rubrique"
                return

    def _tell_missing(self) -> None:
        for colonne in DU_PROGRAMME:
            if colonne.nom not in self._colonnes.values():
                self.lecture.constats.append(
                    Constat(
                        self._rang_entete,
                        "",
                        f"la colonne « {colonne.titre} » manque.",
                        "Elle reste vide : ajoutez-la au fichier si elle a un contenu.",
                    )
                )

    def _tell_extra(self) -> None:
        for rang, titre in enumerate(self._titres):
            if titre and rang not in self._colonnes:
                self.lecture.constats.append(
                    Constat(
                        self._rang_entete,
                        f"colonne {name_colonne(rang)}",
                        f"« {titre} » n’est pas une colonne de la grille.",
                        "Son contenu est gardé dans les remarques.",
                    )
                )

    def _list_extras(self, cellules: Sequence[Any]) -> list[str]:
        restes = []
        for rang, cellule in enumerate(cellules):
            texte = clean_texte(cellule)
            if texte and rang not in self._colonnes:
                titre = self._titres[rang] if rang < len(self._titres) else ""
                restes.append(f"{titre or f'Colonne {name_colonne(rang)}'} : {texte}")
        return restes

    def _tell_unread(self, numero: int, nom: str, texte: str) -> None:
        attendus = {
            "priorite": "Écrivez 1, 2 ou 3.",
            "deja_suivi": "Écrivez oui ou non.",
            "retenu": "Écrivez oui ou non.",
            "frequence": "Écrivez « Chaque année », « Chaque semestre » ou « Chaque trimestre ».",
            "code": "Prenez un code de la bibliothèque, comme SOC-01, ou videz la case.",
        }
        self._tell(
            numero,
            nom,
            f"« {texte} » ne convient pas.",
            f"{attendus[nom]} Le texte est gardé dans les remarques.",
        )

    def _tell(self, numero: int, nom: str, probleme: str, remede: str) -> None:
        rang = next((r for r, n in self._colonnes.items() if n == nom), None)
        lettre = f"colonne {name_colonne(rang)} " if rang is not None else ""
        lieu = f"{lettre}« {PAR_NOM[nom].titre} »"
        self.lecture.constats.append(Constat(numero, lieu, probleme, remede))

    def _refuse(self, numero: int, cellules: Sequence[Any]) -> None:
        texte = " | ".join(filter(None, map(clean_texte, cellules)))
        self.lecture.refusees.append((numero, texte))
