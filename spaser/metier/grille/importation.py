"""A grid read from the rows of a file, and what it would change.

What is wrong is told where it stands, and kept; lines are new, changed, or the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from spaser.donnees.tables.colonnes import Rangee, Reste
from spaser.donnees.tables.modele import Remarque
from spaser.lettres import fold_mots, unaccent
from spaser.metier.grille.modele import (
    DU_PROGRAMME,
    PAR_NOM,
    TEXTE_MAX,
    TEXTES,
    ContenuLigne,
    Priorite,
    clean_ligne,
)
from spaser.metier.indicateurs import Frequence, Rubrique

_ILLISIBLE: Final = object()
_OUI: Final = frozenset({"oui", "x", "o", "vrai", "true", "1", "1.0"})
_NON: Final = frozenset({"non", "n", "faux", "false", "0", "0.0"})
_RUBRIQUES: Final[Mapping[str, Rubrique]] = {
    "environnement": Rubrique.ENVIRONNEMENT,
    "environnemental": Rubrique.ENVIRONNEMENT,
    "ecologique": Rubrique.ENVIRONNEMENT,
    "social": Rubrique.SOCIAL,
    "sociale": Rubrique.SOCIAL,
    "economique": Rubrique.ECONOMIQUE,
    "economie": Rubrique.ECONOMIQUE,
    "gouvernance": Rubrique.GOUVERNANCE,
    "pilotage": Rubrique.GOUVERNANCE,
}
_PRIORITES: Final = {priorite.value: priorite for priorite in Priorite}
_FREQUENCES: Final[Mapping[str, Frequence]] = {
    **{unaccent(frequence.libelle): frequence for frequence in Frequence},
    **{frequence.value: frequence for frequence in Frequence},
    "annuel": Frequence.ANNUELLE,
    "semestriel": Frequence.SEMESTRIELLE,
    "trimestriel": Frequence.TRIMESTRIELLE,
}

type _Lit = Callable[[str, Collection[str]], object]


def _read_rubrique(plie: str) -> Rubrique | None:
    return _RUBRIQUES.get(plie)


def _read_priorite(texte: str, _codes: Collection[str]) -> object:
    """Read 1, « 1.0 » or « 1 : au cœur des enjeux »."""
    chiffre = texte.partition(":")[0].strip().removesuffix(".0").removesuffix(",0")
    return _PRIORITES.get(chiffre, _ILLISIBLE)


def _read_oui_non(texte: str, _codes: Collection[str]) -> object:
    plie = unaccent(texte)
    return plie in _OUI if plie in _OUI | _NON else _ILLISIBLE


def _read_frequence(texte: str, _codes: Collection[str]) -> object:
    return _FREQUENCES.get(unaccent(texte), _ILLISIBLE)


def _read_code(texte: str, codes: Collection[str]) -> object:
    """Read a code of the library, alone or before its name: « SOC-13 : … »."""
    code = texte.partition(":")[0].strip().upper()
    return code if code in codes else _ILLISIBLE


_LECTURES: Final[Mapping[str, _Lit]] = {
    "priorite": _read_priorite,
    "deja_suivi": _read_oui_non,
    "retenu": _read_oui_non,
    "frequence": _read_frequence,
    "code": _read_code,
}


LIGNES_MAX: Final = 500
TITRES_MIN: Final = 3  # enough to tell the row of titles
_REMEDE_RUBRIQUE: Final = "Écrivez Environnement, Social, Économique ou Gouvernance."
_DECALEE: Final = "une rubrique est dans cette colonne : la ligne semble décalée."


@dataclass(slots=True)
class GrilleLue:
    """The lines read, with their number, and what is wrong; `refusees` could not be read."""

    lignes: list[tuple[int, ContenuLigne]] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)
    refusees: list[tuple[int, str]] = field(default_factory=list)


def read_grille(
    rangees: Sequence[Rangee],
    lues: Collection[str],
    inconnus: Sequence[Remarque],
    codes: Collection[str],
    entete: int,
) -> GrilleLue:
    lecteur = _LecteurGrille(codes)
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
        if all(_read_rubrique(fold_mots(reste.texte)) for _, reste in trouves):
            for rangee, reste in trouves:
                rangee.restes.remove(reste)
                rangee.valeurs["rubrique"] = reste.texte
            return


class _LecteurGrille:
    """Reads one row after another: a row without its heading belongs to the one above."""

    def __init__(self, codes: Collection[str]) -> None:
        self._codes = codes
        self._rubrique: Rubrique | None = None
        self.lecture = GrilleLue()

    def read(self, rangee: Rangee) -> None:
        """Read a row into a line, or set it aside with its text."""
        ligne = self._read(rangee)
        self.lecture.remarques += rangee.remarques
        if ligne is not None:
            self.lecture.lignes.append((rangee.numero, ligne))

    def _read(self, rangee: Rangee) -> ContenuLigne | None:
        valeurs = {nom: texte for nom, v in rangee.valeurs.items() if (texte := clean_ligne(v))}
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
        return ContenuLigne(rubrique=rubrique, **self._read_champs(rangee, valeurs, restes))

    def _read_champs(
        self, rangee: Rangee, valeurs: Mapping[str, str], restes: list[str]
    ) -> dict[str, Any]:
        champs: dict[str, Any] = {
            nom: valeurs[nom] for nom in TEXTES if nom in valeurs and nom not in _LECTURES
        }
        for nom, lit in _LECTURES.items():
            if nom not in valeurs:
                continue
            lu = lit(valeurs[nom], self._codes)
            if lu is _ILLISIBLE:
                restes.append(f"{PAR_NOM[nom].titre} : {valeurs[nom]}")
                _tell_unread(rangee, nom, valeurs[nom])
            else:
                champs[nom] = lu
        champs["remarque"] = " ; ".join(filter(None, [champs.get("remarque", ""), *restes]))
        return champs

    def _is_shifted(self, valeurs: Mapping[str, str]) -> bool:
        """Tell a row whose heading stands one column too far."""
        suivante = fold_mots(valeurs.get("sous_thematique"))
        return "rubrique" not in valeurs and _read_rubrique(suivante) is not None

    def _enter_rubrique(self, rangee: Rangee, texte: str | None) -> Rubrique | None:
        if texte is not None:
            lue = _read_rubrique(fold_mots(texte))
            if lue is None:
                probleme = f"« {texte} » n’est pas une des quatre rubriques."
                _tell(rangee, "rubrique", probleme, _REMEDE_RUBRIQUE)
                return None
            self._rubrique = lue
        elif self._rubrique is None:
            _tell(rangee, "rubrique", "la rubrique manque.", _REMEDE_RUBRIQUE)
        return self._rubrique

    def _refuse(self, rangee: Rangee) -> None:
        texte = " | ".join(filter(None, map(clean_ligne, rangee.ecrites)))
        self.lecture.refusees.append((rangee.numero, texte))


def _list_restes(rangee: Rangee) -> list[str]:
    return [f"{r.titre or f'Colonne {r.lettre}'} : {clean_ligne(r.texte)}" for r in rangee.restes]


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


@dataclass(frozen=True, slots=True)
class Connue[T]:
    """A line of the grid, and the key by which the caller finds it again."""

    cle: T
    ligne: ContenuLigne


@dataclass(frozen=True, slots=True)
class LigneChangee[T]:
    """A line that the file would change; an empty cell changes nothing."""

    cle: T
    avant: ContenuLigne
    apres: ContenuLigne

    @property
    def champs(self) -> tuple[str, ...]:
        return tuple(
            f.name
            for f in fields(ContenuLigne)
            if getattr(self.avant, f.name) != getattr(self.apres, f.name)
        )


@dataclass(frozen=True, slots=True)
class Rapprochement[T]:
    """What a file would change in a grid; no line of the grid is removed."""

    nouvelles: tuple[ContenuLigne, ...]
    changements: tuple[LigneChangee[T], ...]
    identiques: int


def compare_grilles[T](
    lues: Sequence[ContenuLigne], connues: Iterable[Connue[T]]
) -> Rapprochement[T]:
    """Match the same lines first, then those of the same sub-theme and indicator."""
    restantes = list(connues)
    inconnues = [lue for lue in lues if not _take(restantes, lue, exact=True)]
    nouvelles, changements = [], []
    for lue in inconnues:
        connue = _take(restantes, lue, exact=False)
        if connue is None:
            nouvelles.append(lue)
            continue
        apres = replace(connue.ligne, **_list_written(lue))
        if apres != connue.ligne:
            changements.append(LigneChangee(connue.cle, connue.ligne, apres))
    identiques = len(lues) - len(nouvelles) - len(changements)
    return Rapprochement(tuple(nouvelles), tuple(changements), identiques)


def _take[T](restantes: list[Connue[T]], lue: ContenuLigne, *, exact: bool) -> Connue[T] | None:
    for rang, connue in enumerate(restantes):
        if connue.ligne == lue or (not exact and _is_same(connue.ligne, lue)):
            return restantes.pop(rang)
    return None


def _is_same(connue: ContenuLigne, lue: ContenuLigne) -> bool:
    """Tell the same sub-theme and indicator: by their codes when both have one, else by words."""
    if (connue.rubrique, fold_mots(connue.sous_thematique)) != (
        lue.rubrique,
        fold_mots(lue.sous_thematique),
    ):
        return False
    if connue.code and lue.code:
        return connue.code == lue.code
    return fold_mots(connue.indicateur) == fold_mots(lue.indicateur)


def _list_written(lue: ContenuLigne) -> dict[str, Any]:
    """Return the fields that the file fills: what is empty or unsaid erases nothing."""
    return {f.name: getattr(lue, f.name) for f in fields(ContenuLigne) if getattr(lue, f.name)}
