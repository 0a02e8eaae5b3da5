"""A grid read from the rows of a file: what is wrong is told where it stands, and kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from spaser.donnees.tables.colonnes import Rangee, Reste
from spaser.donnees.tables.modele import Remarque
from spaser.lettres import fold_mots
from spaser.metier.grille.cellules import ILLISIBLE, LECTURES, read_rubrique
from spaser.metier.grille.modele import (
    DU_PROGRAMME,
    PAR_NOM,
    TEXTE_MAX,
    TEXTES,
    Ligne,
    clean_texte,
)
from spaser.metier.indicateurs.themes import Rubrique

LIGNES_MAX: Final = 500
TITRES_MIN: Final = 3  # enough to tell the row of titles
_RUBRIQUES: Final = "Écrivez Environnement, Social, Économique ou Gouvernance."
_DECALEE: Final = "une rubrique est dans cette colonne : la ligne semble décalée."


@dataclass(slots=True)
class Lecture:
    """The lines read, with their number, and what is wrong; `refusees` could not be read."""

    lignes: list[tuple[int, Ligne]] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)
    refusees: list[tuple[int, str]] = field(default_factory=list)


def read_grille(
    rangees: Sequence[Rangee],
    lues: Collection[str],
    inconnus: Sequence[Remarque],
    codes: Collection[str],
    entete: int,
) -> Lecture:
    """Read the rows of a sheet; `lues` are its columns, `codes` those of the library."""
    lecteur = _Lecteur(codes)
    if "rubrique" not in lues:
        _find_rubrique(rangees)
    lecteur.lecture.remarques += [
        Remarque(
            ligne=entete,
            probleme=f"la colonne « {colonne.titre} » manque.",
            remede="Elle reste vide : ajoutez-la au fichier si elle a un contenu.",
        )
        for colonne in DU_PROGRAMME
        if colonne.nom not in lues
    ]
    lecteur.lecture.remarques += [
        replace(
            inconnu,
            probleme=f"« {inconnu.valeur} » n’est pas une colonne de la grille.",
            remede="Son contenu est gardé dans les remarques.",
        )
        for inconnu in inconnus
    ]
    for rangee in rangees:
        lecteur.read(rangee)
    return lecteur.lecture


def _find_rubrique(rangees: Sequence[Rangee]) -> None:
    """Take a column without title that holds the four headings, as in the programme's grid."""
    sans_titre: dict[int, list[tuple[Rangee, Reste]]] = {}
    for rangee in rangees:
        for reste in rangee.restes:
            if not reste.titre:
                sans_titre.setdefault(reste.rang, []).append((rangee, reste))
    for _, trouves in sorted(sans_titre.items()):
        if all(read_rubrique(fold_mots(reste.texte)) for _, reste in trouves):
            for rangee, reste in trouves:
                rangee.restes.remove(reste)
                rangee.valeurs["rubrique"] = reste.texte
            return


class _Lecteur:
    """Reads one row after another: a row without its heading belongs to the one above."""

    def __init__(self, codes: Collection[str]) -> None:
        self._codes = codes
        self._rubrique: Rubrique | None = None
        self.lecture = Lecture()

    def read(self, rangee: Rangee) -> None:
        """Read a row into a line, or set it aside with its text."""
        ligne = self._read(rangee)
        self.lecture.remarques += rangee.remarques
        if ligne is not None:
            self.lecture.lignes.append((rangee.numero, ligne))

    def _read(self, rangee: Rangee) -> Ligne | None:
        valeurs = {nom: texte for nom, v in rangee.valeurs.items() if (texte := clean_texte(v))}
        if self._is_shifted(valeurs):
            remede = "Remettez chaque valeur sous son titre, puis importez de nouveau."
            _tell(rangee, "sous_thematique", _DECALEE, remede)
            self._refuse(rangee)
            return None
        rubrique = self._enter_rubrique(rangee, valeurs.pop("rubrique", None))
        if rubrique is None:
            self._refuse(rangee)
            return None
        restes = _list_restes(rangee)
        if not valeurs and not restes:
            return None  # a heading alone, as in an empty grid
        if long := next((nom for nom, texte in valeurs.items() if len(texte) > TEXTE_MAX), None):
            probleme = f"ce texte compte plus de {TEXTE_MAX} signes."
            _tell(rangee, long, probleme, "Raccourcissez-le, puis importez de nouveau.")
            self._refuse(rangee)
            return None
        return Ligne(rubrique=rubrique, **self._read_champs(rangee, valeurs, restes))

    def _read_champs(
        self, rangee: Rangee, valeurs: Mapping[str, str], restes: list[str]
    ) -> dict[str, Any]:
        champs: dict[str, Any] = {nom: valeurs[nom] for nom in TEXTES if nom in valeurs}
        for nom, lit in LECTURES.items():
            if nom not in valeurs:
                continue
            lu = lit(valeurs[nom], self._codes)
            if lu is ILLISIBLE:
                restes.append(f"{PAR_NOM[nom].titre} : {valeurs[nom]}")
                _tell_unread(rangee, nom, valeurs[nom])
            else:
                champs[nom] = lu
        champs["remarque"] = " ; ".join(filter(None, [champs.get("remarque", ""), *restes]))
        return champs

    def _is_shifted(self, valeurs: Mapping[str, str]) -> bool:
        """Tell a row whose heading stands one column too far."""
        suivante = fold_mots(valeurs.get("sous_thematique"))
        return "rubrique" not in valeurs and read_rubrique(suivante) is not None

    def _enter_rubrique(self, rangee: Rangee, texte: str | None) -> Rubrique | None:
        if texte is not None:
            lue = read_rubrique(fold_mots(texte))
            if lue is None:
                probleme = f"« {texte} » n’est pas une des quatre rubriques."
                _tell(rangee, "rubrique", probleme, _RUBRIQUES)
                return None
            self._rubrique = lue
        elif self._rubrique is None:
            _tell(rangee, "rubrique", "la rubrique manque.", _RUBRIQUES)
        return self._rubrique

    def _refuse(self, rangee: Rangee) -> None:
        texte = " | ".join(filter(None, map(clean_texte, rangee.ecrites)))
        self.lecture.refusees.append((rangee.numero, texte))


def _list_restes(rangee: Rangee) -> list[str]:
    return [f"{r.titre or f'Colonne {r.lettre}'} : {clean_texte(r.texte)}" for r in rangee.restes]


def _tell(rangee: Rangee, nom: str, probleme: str, remede: str) -> None:
    rangee.tell(nom, probleme, remede, PAR_NOM[nom].titre)


def _tell_unread(rangee: Rangee, nom: str, texte: str) -> None:
    attendus = {
        "priorite": "Écrivez 1, 2 ou 3.",
        "deja_suivi": "Écrivez oui ou non.",
        "retenu": "Écrivez oui ou non.",
        "frequence": "Écrivez « Chaque année », « Chaque semestre » ou « Chaque trimestre ».",
        "code": "Prenez un code de la bibliothèque, comme SOC-01, ou videz la case.",
    }
    remede = f"{attendus[nom]} Le texte est gardé dans les remarques."
    _tell(rangee, nom, f"« {texte} » ne convient pas.", remede)
