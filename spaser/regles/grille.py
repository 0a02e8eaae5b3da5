"""The grid of indicators: its lines, read from a file, and what they would change."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Protocol, runtime_checkable

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.elements import fold_mots, unaccent
from spaser.moteur.tables.modele import Remarque
from spaser.moteur.tables.rangees import Rangee, Reste
from spaser.regles import indicateurs
from spaser.regles.champs import RangeeDite, change
from spaser.regles.nomenclatures import Nomenclature, Source, cite

# --- A line of the grid, its lists of values and its columns ---


TEXTE_MAX: Final = 1000


class Priorite(Nomenclature):
    """The three levels of the programme; none while it is not decided."""

    COEUR = "1", "1 : au cœur des enjeux"
    SECONDAIRE = "2", "2 : nécessaire mais secondaire"
    PAS_PRIORITAIRE = "3", "3 : pas prioritaire"


class LigneSuivie(Protocol):
    """What tells whether an indicator is followed: a line of the base, or one of a file."""

    @property
    def code(self) -> str: ...
    @property
    def responsable(self) -> str: ...
    @property
    def frequence(self) -> object: ...
    @property
    def source(self) -> str: ...


@runtime_checkable
class LigneGrilleDite(RangeeDite, LigneSuivie, Protocol):
    """What rules spell of a line; its other columns are read by their kinds."""

    rubrique: indicateurs.Rubrique
    sous_thematique: str
    indicateur: str
    remarque: str
    retenu: bool


def clean_ligne(valeur: object) -> str:
    """Return a text on one line, single blanks between words."""
    return "" if valeur is None else " ".join(str(valeur).split())


# --- Which indicators to choose: a few to discuss first, each with its reasons ---
# Then, of those that were chosen: too many, incomplete, or what a team can follow.


_LOI: Final = 4
_CITE: Final = 3  # a reason that names the indicator
_THEME: Final = 1  # a reason that names its theme
_DONNEES: Final = 2
_PAR_RUBRIQUE: Final = 3  # of the same row, when every row is asked for
_CALCULE: Final = "Vos marchés publiés le donnent déjà : rien à saisir."


@dataclass(frozen=True, slots=True)
class IndicateurSuggere:
    """An indicator and why; `schemas` are the plans that the reasons come from.

    `nommee` when somebody, or a tool, named that very indicator: it is never crowded out.
    """

    fiche: indicateurs.FicheIndicateur
    raisons: tuple[str, ...]
    schemas: tuple[str, ...]
    poids: int
    nommee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """What is known: indicators already in the grid, those with a value today, reasons."""

    deja: Collection[str] = ()
    calcules: Collection[str] = ()
    raisons: Sequence[indicateurs.Raison] = ()


def suggest(
    fiches: Iterable[indicateurs.FicheIndicateur],
    contexte: Contexte,
    limite: int,
    rubrique: indicateurs.Rubrique | None = None,
) -> tuple[IndicateurSuggere, ...]:
    """Return the best reasoned indicators; one without any reason is never suggested."""
    candidates = [
        _weigh(fiche, contexte)
        for fiche in fiches
        if fiche.code not in contexte.deja and rubrique in {None, fiche.rubrique}
    ]
    motivees = sorted((s for s in candidates if s.raisons), key=lambda s: (not s.nommee, -s.poids))
    if rubrique is not None:
        return tuple(motivees[:limite])
    return tuple(_spread(motivees, limite))


def _weigh(fiche: indicateurs.FicheIndicateur, contexte: Contexte) -> IndicateurSuggere:
    citees = _once([r for r in contexte.raisons if fiche.code in r.indicateurs])
    sources = {raison.schema for raison in citees if raison.schema}
    voisines = [
        r
        for r in contexte.raisons
        if fiche.sous_theme in r.sous_themes and r not in citees and r.schema not in sources
    ]
    textes = [f"Il répond à un texte : {_lower(fiche.droit)}."] if fiche.statut == "legal" else []
    textes += [f"{raison.texte}." for raison in (*citees, *voisines)]
    disponible = not set(fiche.calcul).isdisjoint(contexte.calcules)
    poids = (
        _LOI * (fiche.statut == "legal")
        + _CITE * len(citees)
        + _THEME * len(voisines)
        + _DONNEES * disponible
    )
    if disponible:
        textes.append(_CALCULE)
    schemas = dict.fromkeys(r.schema for r in (*citees, *voisines) if r.schema)
    nommee = any(raison.precise for raison in citees)
    return IndicateurSuggere(fiche, tuple(dict.fromkeys(textes)), tuple(schemas), poids, nommee)


def _once(raisons: Sequence[indicateurs.Raison]) -> list[indicateurs.Raison]:
    """Keep the first reason of each plan, and every reason that comes from no plan."""
    return list({raison.schema or raison.texte: raison for raison in reversed(raisons)}.values())[
        ::-1
    ]


def _lower(droit: str) -> str:
    return droit[:1].lower() + droit[1:]


def _spread(triees: Sequence[IndicateurSuggere], limite: int) -> list[IndicateurSuggere]:
    """Keep a few of each row first, so that none is forgotten, then the best of the rest."""
    par_rubrique: Counter[indicateurs.Rubrique] = Counter()
    premieres: list[IndicateurSuggere] = []
    autres: list[IndicateurSuggere] = []
    for suggestion in triees:
        par_rubrique[suggestion.fiche.rubrique] += 1
        place = suggestion.nommee or par_rubrique[suggestion.fiche.rubrique] <= _PAR_RUBRIQUE
        (premieres if place else autres).append(suggestion)
    return [*premieres, *autres][:limite]


class Plafond(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number not to pass, why, and the fact that it comes from when it is not ours."""

    nombre: int
    raison: str
    fait: str = ""

    @property
    def source(self) -> Source | None:
        return cite([self.fait])[0] if self.fait else None


class Plafonds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many indicators in all, how many found by hand, how many suggested at once."""

    total: Plafond
    saisie: Plafond
    suggestions: Plafond


@dataclass(frozen=True, slots=True)
class Avis:
    """How long the list is, and the marks that it passes; none: a team manages to follow it."""

    total: int
    a_la_main: int
    depasses: tuple[Plafond, ...]
    incompletes: int


@cache
def load_plafonds() -> Plafonds:
    return read_contenu("grille/plafonds.json", Plafonds)


def judge_lignes(lignes: Sequence[LigneSuivie], bibliotheque: indicateurs.Bibliotheque) -> Avis:
    """Judge the lines that were chosen; an indicator of the buyer's own is found by hand."""
    reperes = load_plafonds()
    a_la_main = sum(is_a_la_main(ligne, bibliotheque) for ligne in lignes)
    comptes = ((len(lignes), reperes.total), (a_la_main, reperes.saisie))
    return Avis(
        total=len(lignes),
        a_la_main=a_la_main,
        depasses=tuple(repere for compte, repere in comptes if compte > repere.nombre),
        incompletes=sum(not is_complete(ligne) for ligne in lignes),
    )


def is_a_la_main(ligne: LigneSuivie, bibliotheque: indicateurs.Bibliotheque) -> bool:
    fiche = bibliotheque.find(ligne.code)
    return fiche is None or fiche.origine is indicateurs.OrigineDonnees.SAISIE


def is_complete(ligne: LigneSuivie) -> bool:
    """Say whether somebody, a rhythm and a source are named."""
    return bool(ligne.responsable and ligne.frequence and ligne.source)


# --- A grid read from the rows of a file, and what it would change ---
# What is wrong is told where it stands, and kept; lines are new, changed, or the same.


_ILLISIBLE: Final = object()
_OUI: Final = frozenset({"oui", "x", "o", "vrai", "true", "1", "1.0"})
_NON: Final = frozenset({"non", "n", "faux", "false", "0", "0.0"})
_RUBRIQUES: Final[Mapping[str, indicateurs.Rubrique]] = {
    "environnement": indicateurs.Rubrique.ENVIRONNEMENT,
    "environnemental": indicateurs.Rubrique.ENVIRONNEMENT,
    "ecologique": indicateurs.Rubrique.ENVIRONNEMENT,
    "social": indicateurs.Rubrique.SOCIAL,
    "sociale": indicateurs.Rubrique.SOCIAL,
    "economique": indicateurs.Rubrique.ECONOMIQUE,
    "economie": indicateurs.Rubrique.ECONOMIQUE,
    "gouvernance": indicateurs.Rubrique.GOUVERNANCE,
    "pilotage": indicateurs.Rubrique.GOUVERNANCE,
}
_PRIORITES: Final = {priorite.value: priorite for priorite in Priorite}
_FREQUENCES: Final[Mapping[str, indicateurs.Frequence]] = {
    **{unaccent(frequence.libelle): frequence for frequence in indicateurs.Frequence},
    **{frequence.value: frequence for frequence in indicateurs.Frequence},
    "annuel": indicateurs.Frequence.ANNUELLE,
    "semestriel": indicateurs.Frequence.SEMESTRIELLE,
    "trimestriel": indicateurs.Frequence.TRIMESTRIELLE,
}


def _read_rubrique(plie: str) -> indicateurs.Rubrique | None:
    return _RUBRIQUES.get(plie)


def _read_priorite(texte: str) -> object:
    """Read 1, « 1.0 » or « 1 : au cœur des enjeux »."""
    chiffre = texte.partition(":")[0].strip().removesuffix(".0").removesuffix(",0")
    return _PRIORITES.get(chiffre, _ILLISIBLE)


def _read_oui_non(texte: str) -> object:
    plie = unaccent(texte)
    return plie in _OUI if plie in _OUI | _NON else _ILLISIBLE


def _read_frequence(texte: str) -> object:
    return _FREQUENCES.get(unaccent(texte), _ILLISIBLE)


def _read_code(texte: str) -> object:
    """Read a code of the library, alone or before its name: « SOC-13 : … »."""
    code = texte.partition(":")[0].strip().upper()
    return code if indicateurs.load_bibliotheque().find(code) else _ILLISIBLE


_LECTURES: Final[Mapping[str, Callable[[str], object]]] = {
    "priorite": _read_priorite,
    "deja_suivi": _read_oui_non,
    "retenu": _read_oui_non,
    "frequence": _read_frequence,
    "code": _read_code,
}
_ATTENDUS: Final = {
    "priorite": "Écrivez 1, 2 ou 3.",
    "deja_suivi": "Écrivez oui ou non.",
    "retenu": "Écrivez oui ou non.",
    "frequence": "Écrivez « Chaque année », « Chaque semestre » ou « Chaque trimestre ».",
    "code": "Prenez un code de la bibliothèque, comme SOC-01, ou videz la case.",
}


DU_PROGRAMME: Final = slice(1, 8)  # its seven columns, of ours
_REMEDE_RUBRIQUE: Final = "Écrivez Environnement, Social, Économique ou Gouvernance."
_DECALEE: Final = "une rubrique est dans cette colonne : la ligne semble décalée."


@dataclass(slots=True)
class GrilleLue:
    """The lines read, with their number, and what is wrong; `refusees` could not be read."""

    lignes: list[tuple[int, LigneGrilleDite]] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)
    refusees: list[tuple[int, str]] = field(default_factory=list)


def read_grille(
    rangees: Sequence[Rangee],
    lues: Collection[str],
    inconnus: Sequence[Remarque],
    forme: type[LigneGrilleDite],
    entete: int,
) -> GrilleLue:
    lecteur = _LecteurGrille(forme)
    if "rubrique" not in lues:
        _find_rubrique(rangees)
    lecteur.lecture.remarques += [
        Remarque(
            ligne=entete,
            probleme=f"la colonne « {champ.titre} » manque.",
            remede="Elle reste vide : ajoutez-la au fichier si elle a un contenu.",
        )
        for champ in forme.champs[DU_PROGRAMME]
        if champ.nom not in lues
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

    def __init__(self, forme: type[LigneGrilleDite]) -> None:
        self._forme = forme
        self._titres = {champ.nom: champ.titre for champ in forme.champs}
        self._rubrique: indicateurs.Rubrique | None = None
        self.lecture = GrilleLue()

    def read(self, rangee: Rangee) -> None:
        """Read a row into a line, or set it aside with its text."""
        ligne = self._read(rangee)
        self.lecture.remarques += rangee.remarques
        if ligne is not None:
            self.lecture.lignes.append((rangee.numero, ligne))

    def _read(self, rangee: Rangee) -> LigneGrilleDite | None:
        valeurs = {nom: texte for nom, v in rangee.valeurs.items() if (texte := clean_ligne(v))}
        if self._is_shifted(valeurs):
            remede = "Remettez chaque valeur sous son titre, puis importez de nouveau."
            self._tell(rangee, "sous_thematique", _DECALEE, remede)
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
            self._tell(rangee, long, probleme, "Raccourcissez-le, puis importez de nouveau.")
            self._refuse(rangee)
            return None
        return self._forme(rubrique=rubrique, **self._read_champs(rangee, valeurs, restes))

    def _read_champs(
        self, rangee: Rangee, valeurs: Mapping[str, str], restes: list[str]
    ) -> dict[str, Any]:
        champs: dict[str, Any] = {}
        for champ in self._forme.champs:
            if champ.nom not in valeurs:
                continue
            texte = valeurs[champ.nom]
            champs[champ.nom] = _LECTURES[champ.nom](texte) if champ.nom in _LECTURES else texte
            if champs[champ.nom] is _ILLISIBLE:
                del champs[champ.nom]
                restes.append(f"{champ.titre} : {texte}")
                remede = f"{_ATTENDUS[champ.nom]} Le texte est gardé dans les remarques."
                self._tell(rangee, champ.nom, f"« {texte} » ne convient pas.", remede)
        champs["remarque"] = " ; ".join(filter(None, [champs.get("remarque", ""), *restes]))
        return champs

    def _is_shifted(self, valeurs: Mapping[str, str]) -> bool:
        """Tell a row whose heading stands one column too far."""
        suivante = fold_mots(valeurs.get("sous_thematique"))
        return "rubrique" not in valeurs and _read_rubrique(suivante) is not None

    def _enter_rubrique(self, rangee: Rangee, texte: str | None) -> indicateurs.Rubrique | None:
        if texte is not None:
            lue = _read_rubrique(fold_mots(texte))
            if lue is None:
                probleme = f"« {texte} » n’est pas une des quatre rubriques."
                self._tell(rangee, "rubrique", probleme, _REMEDE_RUBRIQUE)
                return None
            self._rubrique = lue
        elif self._rubrique is None:
            self._tell(rangee, "rubrique", "la rubrique manque.", _REMEDE_RUBRIQUE)
        return self._rubrique

    def _tell(self, rangee: Rangee, nom: str, probleme: str, remede: str) -> None:
        rangee.tell(nom, probleme, remede, self._titres[nom])

    def _refuse(self, rangee: Rangee) -> None:
        texte = " | ".join(filter(None, map(clean_ligne, rangee.ecrites)))
        self.lecture.refusees.append((rangee.numero, texte))


def _list_restes(rangee: Rangee) -> list[str]:
    return [f"{r.titre or f'Colonne {r.lettre}'} : {clean_ligne(r.texte)}" for r in rangee.restes]


@dataclass(frozen=True, slots=True)
class Connue[T]:
    """A line of the grid, and the key by which the caller finds it again."""

    cle: T
    ligne: LigneGrilleDite


@dataclass(frozen=True, slots=True)
class LigneChangee[T]:
    """A line that the file would change; an empty cell changes nothing."""

    cle: T
    avant: LigneGrilleDite
    apres: LigneGrilleDite

    @property
    def champs(self) -> tuple[str, ...]:
        noms = (champ.nom for champ in self.avant.champs)
        return tuple(nom for nom in noms if getattr(self.avant, nom) != getattr(self.apres, nom))


@dataclass(frozen=True, slots=True)
class GrilleComparee[T]:
    """What a file would change in a grid; no line of the grid is removed."""

    nouvelles: tuple[LigneGrilleDite, ...]
    changements: tuple[LigneChangee[T], ...]
    identiques: int


def compare_grilles[T](
    lues: Sequence[LigneGrilleDite], connues: Iterable[Connue[T]]
) -> GrilleComparee[T]:
    """Match the same lines first, then those of the same sub-theme and indicator."""
    restantes = list(connues)
    inconnues = [lue for lue in lues if not _take(restantes, lue, exact=True)]
    nouvelles, changements = [], []
    for lue in inconnues:
        connue = _take(restantes, lue, exact=False)
        if connue is None:
            nouvelles.append(lue)
            continue
        apres = change(connue.ligne, **_list_written(lue))
        if apres != connue.ligne:
            changements.append(LigneChangee(connue.cle, connue.ligne, apres))
    identiques = len(lues) - len(nouvelles) - len(changements)
    return GrilleComparee(tuple(nouvelles), tuple(changements), identiques)


def _take[T](restantes: list[Connue[T]], lue: LigneGrilleDite, *, exact: bool) -> Connue[T] | None:
    for rang, connue in enumerate(restantes):
        if connue.ligne == lue or (not exact and _is_same(connue.ligne, lue)):
            return restantes.pop(rang)
    return None


def _is_same(connue: LigneGrilleDite, lue: LigneGrilleDite) -> bool:
    """Tell the same sub-theme and indicator: by their codes when both have one, else by words."""
    if (connue.rubrique, fold_mots(connue.sous_thematique)) != (
        lue.rubrique,
        fold_mots(lue.sous_thematique),
    ):
        return False
    if connue.code and lue.code:
        return connue.code == lue.code
    return fold_mots(connue.indicateur) == fold_mots(lue.indicateur)


def _list_written(lue: LigneGrilleDite) -> dict[str, Any]:
    """Return the fields that the file fills: what is empty or unsaid erases nothing."""
    return {c.nom: dit for c in lue.champs if (dit := getattr(lue, c.nom))}
