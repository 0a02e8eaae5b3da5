"""The rows of a plan that comes in: the heading of an axis or an objective, an action, a step."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Final, Protocol

from spaser.elements import fold_mots, unaccent
from spaser.regles import plan
from spaser.regles.champs import RangeeDite, read_jour_dit
from spaser.regles.nomenclatures import DatePartielle

# --- An action as a file tells it: what is exported reads back ---
# Lists stand in one cell, an item a line; a step is followed by its date and the day it was done
# (« Écrire la lettre | 06/2027 | faite le 02/05/2027 »).


_FAITE: Final = re.compile(r"faite?(?: le (.+))?", re.IGNORECASE)
_MOTS_COLONNES: Final = re.compile(r"[\u00a0 ]:[\u00a0 ]")


class ActionDite(RangeeDite, plan.ActionSuivie, Protocol):
    """What rules of import spell of an action; its other columns are read by their kinds.

    A row that a file gives, or one of the base beside it: the model of actions says its columns.
    People, plans and other actions are told by their names. A state of None is left untold.
    """

    code: str
    axe: str
    objectif: str
    titre: str
    pilote: str
    contributeurs: tuple[str, ...]
    politiques: tuple[str, ...]
    attend: tuple[str, ...]
    preuves: tuple[str, ...]
    commentaire: str
    cle_import: str


# A second sheet that our files hold, for people: nothing of it is read back.
TITRES_SUIVI: Final = (
    "Code", "Action", "État", "En retard", "Depuis", "Étapes faites", "Étapes",
)  # fmt: skip


def read_etape(ligne: str) -> plan.EtapeSuivie:
    """Return the step of a line; what is neither a date nor « faite le… » is of its title."""
    titre, *reste = [morceau.strip() for morceau in ligne.split("|")]
    fin: DatePartielle | None = None
    faite_le: date | None = None
    for morceau in reste:
        faite = _FAITE.fullmatch(morceau)
        if faite and (jour := read_jour_dit(faite[1] or "")):
            faite_le = jour.fin
        elif lue := read_jour_dit(morceau):
            fin = lue
        elif morceau:
            titre = f"{titre}, {morceau}"
    return plan.EtapeSuivie(titre, fin, faite_le)


def read_lignes(texte: str) -> tuple[str, ...]:
    return tuple(net for ligne in texte.splitlines() if (net := " ".join(ligne.split())))


def strip_code(texte: str) -> str:
    """Return a code without its words; another text as it is."""
    return _MOTS_COLONNES.split(texte.strip(), maxsplit=1)[0]


# --- Rows of a table whose columns are known, and what is read of them ---


ETAPE_SEULE = "sous_action"  # a column whose rows are steps of the action above


@dataclass(frozen=True, slots=True)
class LigneBrute:
    """A row: its place in words, its texts by column, those under columns that say nothing here."""

    lieu: str
    textes: Mapping[str, str]
    restes: Mapping[str, str] = field(default_factory=dict)  # by the title of their column
    notre: bool = False  # of a table that this site wrote: what it has for code is one

    @property
    def est_nue(self) -> bool:
        """Say whether nothing is written but what numbers and names it."""
        return not self.restes and not set(self.textes) - {"titre", "code", "cle_import"}


@dataclass(frozen=True, slots=True)
class Constat:
    """What asks for a look: where, what is written there, what is wrong, what to do."""

    lieu: str
    probleme: str
    remede: str = ""
    valeur: str = ""


@dataclass(frozen=True, slots=True)
class NombreDit:
    """A number with its unit, the year that is written beside it, and how it was read."""

    valeur: Decimal
    unite: str
    annee: int | None = None
    remarque: str = field(default="", compare=False)

    @property
    def texte(self) -> str:
        nombre = f"{self.valeur.normalize():,f}".replace(",", "\u202f").replace(".", ",")
        return f"{nombre} {self.unite}".strip() + (f" en {self.annee}" if self.annee else "")


@dataclass(frozen=True, slots=True)
class ViseeLue:
    """What a row aims at: its indicator, by code or in the buyer's words, from where, by when.

    A target that is no number stays in `mots`; `axe` is that of its action.
    """

    nom: str
    unite: str = ""
    cible: NombreDit | None = None
    base: NombreDit | None = None
    mots: str = ""
    axe: str = ""

    @property
    def cle(self) -> str:
        return fold_mots(self.nom)

    @property
    def texte(self) -> str:
        """Say what is aimed at: « 30 % en 2029, départ 12 % en 2024 »."""
        depart = f"départ {self.base.texte}" if self.base else ""
        return ", ".join(filter(None, (self.cible.texte if self.cible else self.mots, depart)))


@dataclass(frozen=True, slots=True)
class LigneLue:
    """An action as a file tells it, its place there, what is to be said of it."""

    lieu: str
    action: ActionDite
    constats: tuple[Constat, ...] = ()
    visees: tuple[ViseeLue, ...] = ()
    notre: bool = False  # of a file that this site wrote: its cells are taken as they are


@dataclass(frozen=True, slots=True)
class PlanImporte:
    lignes: tuple[LigneLue, ...]
    axes: tuple[str, ...] = ()
    objectifs: tuple[tuple[str, str], ...] = ()  # an axis, an objective of it
    constats: tuple[Constat, ...] = ()


# --- What each row is: the heading of an axis or an objective, an action, or a step of one ---
# A row says it by its first word (« Axe 2 : … »), by its number (« 1.2.1 »), by a bullet or blanks
# before its title, or by the column of sub-actions. One that bears a code of this site is an
# action.


CODE_MAISON: Final = re.compile(r"A-\d{1,9}")
_RETRAIT: Final = re.compile(r"^(?:\s{2,}|\t|\s*[-–•·▪◦*\u2022\uf0b7o](?=\s)\s*)\s*(?=\S)")
_MOT: Final = re.compile(
    r"^\s*(?P<mot>axe|orientation|pilier|objectif|sous-action|sous action|action|mesure|etape)s?\b"
    r"(?:\s+(?:strategique|operationnel|specifique|transversal|prioritaire)s?)?\s*(?:n\s?[°o]\s?)?"
    r"(?P<numero>\d{1,2}(?:\.\d{1,2})*|[ivx]+|[a-z])?(?:\s*[.):–—-]+\s*|(?<=\d)\s+(?=[a-z]))"
)
_NUMERO: Final = re.compile(
    r"^\s*(?P<numero>\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}(?=\s?[.):–—-]))\s?[.):–—-]*\s+"
)
_SEUL: Final = re.compile(r"\d{1,2}(?:[.,]\d{1,2})*\.?")
_EN_TETES: Final = 2  # headings at most: an axis, an objective


class GenreLigne(Enum):
    AXE = auto()
    OBJECTIF = auto()
    ACTION = auto()
    ETAPE = auto()
    SUITE = auto()  # it completes the action above
    PERDUE = auto()  # nothing tells what it is of


_MOTS_ARBRE: Final = {
    "axe": GenreLigne.AXE,
    "orientation": GenreLigne.AXE,
    "pilier": GenreLigne.AXE,
    "objectif": GenreLigne.OBJECTIF,
    "action": GenreLigne.ACTION,
    "mesure": GenreLigne.ACTION,
    "etape": GenreLigne.ETAPE,
    "sous-action": GenreLigne.ETAPE,
    "sous action": GenreLigne.ETAPE,
}


@dataclass(frozen=True, slots=True)
class LigneReconnue:
    """A row, what it is, its title and its number without what announces them."""

    brute: LigneBrute
    genre: GenreLigne
    titre: str = ""
    numero: str = ""

    @property
    def est_maison(self) -> bool:
        """Say whether the row bears a code of this site: it says all of an action."""
        return is_maison(self.brute)


@dataclass(frozen=True, slots=True)
class _LigneNumerotee:
    brute: LigneBrute
    titre: str
    mot: GenreLigne | None = None
    numero: tuple[int, ...] = ()
    retrait: bool = False


def is_maison(brute: LigneBrute) -> bool:
    """Say whether a row bears a code of this site."""
    code = brute.textes.get("code", "").strip()
    return bool(code and brute.notre) or CODE_MAISON.fullmatch(code) is not None


_TOTAL: Final = re.compile(r"(?:sous )?tota(?:l|ux)(?: .*)?")
_TOTAL_SEUL: Final = re.compile(r"(?:sous )?tota(?:l|ux)(?: gener(?:al|aux))?")
_COMPTE: Final = re.compile(
    r"\d+ (?:action|mesure|axe|objectif|indicateur|etape|ligne|fiche)s?(?: (?:sur|dont|et) \d.*)?"
    r"|\d[\d ]*(?:k|m|e|euros?|eur|ht|ttc|h|heures?|j|jours?|etp| )*"
)


def is_sum(brute: LigneBrute) -> bool:
    """Say whether a row only counts others: « Total », « 8 actions », amounts without a title.

    An axis or an objective may stand there too: it is merged over all its rows.
    """
    if is_maison(brute):
        return False
    dits = {nom: fold_mots(t) for nom, t in (*brute.textes.items(), *brute.restes.items())}
    titre = dits.get("titre", "")
    ou = [dits.pop(nom) for nom in ("axe", "objectif") if nom in dits]
    totaux = any(_TOTAL.fullmatch(dit) for dit in (*ou, *dits.values()))
    if any(dit and not _counts(dit) for dit in dits.values()):
        return _TOTAL_SEUL.fullmatch(titre) is not None
    return totaux or bool(titre) or (not any(ou) and any(dits.values()))


def _counts(dit: str) -> bool:
    return bool(_COMPTE.fullmatch(dit) or _TOTAL.fullmatch(dit))


def tell_pieces(lignes: Sequence[LigneBrute]) -> list[LigneReconnue]:
    lues = [_read(ligne) for ligne in lignes]
    niveaux = _rank_niveaux(lues)
    numeros = {lue.numero for lue in lues if lue.numero}
    decale = any(
        lue.titre and not lue.retrait and lue.mot not in {GenreLigne.AXE, GenreLigne.OBJECTIF}
        for lue in lues
    )
    pieces: list[LigneReconnue] = []
    for lue in lues:
        genre = _tell(lue, niveaux, numeros, decale=decale)
        if genre in {GenreLigne.ETAPE, GenreLigne.SUITE} and not _has_action(pieces):
            genre = GenreLigne.ACTION if lue.titre else GenreLigne.PERDUE
        numero = ".".join(map(str, lue.numero))
        pieces.append(LigneReconnue(lue.brute, genre, lue.titre, numero))
    return pieces


def _has_action(pieces: Sequence[LigneReconnue]) -> bool:
    """Say whether an action stands above, with no heading in between."""
    for piece in reversed(pieces):
        if piece.genre in {GenreLigne.AXE, GenreLigne.OBJECTIF}:
            return False
        if piece.genre is GenreLigne.ACTION:
            return True
    return False


def _read(brute: LigneBrute) -> _LigneNumerotee:
    titre = brute.textes.get("titre", "")
    if titre.strip() and is_maison(brute):
        return _LigneNumerotee(brute, " ".join(titre.split()), GenreLigne.ACTION)
    if not fold_mots(titre):  # « – » is no title
        return _read_sans_titre(brute)
    retrait = _RETRAIT.match(titre)
    net = " ".join(titre[retrait.end() if retrait else 0 :].split())
    plat = unaccent(net)
    numero = parse_numero(brute.textes.get("code", ""))
    mot = None
    if len(plat) == len(net):  # a ligature would shift what is cut
        if annonce := _MOT.match(plat):
            mot, reste = _MOTS_ARBRE[annonce["mot"]], net[annonce.end() :]
            numero, net = numero or parse_numero(annonce["numero"] or ""), reste or net
        elif devant := _NUMERO.match(plat):
            numero, net = numero or parse_numero(devant["numero"]), net[devant.end() :] or net
    if mot in {GenreLigne.AXE, GenreLigne.OBJECTIF} and not brute.est_nue:
        mot, net = None, " ".join(titre.split())
    return _LigneNumerotee(brute, net, mot, numero, retrait is not None)


def _read_sans_titre(brute: LigneBrute) -> _LigneNumerotee:
    """Read a row without an action: a heading written in its own column, or alone anywhere."""
    dits = {nom: texte for nom, texte in brute.textes.items() if texte.strip()}
    if set(dits) <= {"axe", "objectif", "code"} and set(dits) - {"code"} and not brute.restes:
        genre = GenreLigne.OBJECTIF if "objectif" in dits else GenreLigne.AXE
        return _LigneNumerotee(brute, "", genre)
    seuls = [*dits.values(), *brute.restes.values()]
    if len(seuls) == 1 and (annonce := _MOT.match(unaccent(seuls[0]))):
        genre = _MOTS_ARBRE[annonce["mot"]]
        if genre in {GenreLigne.AXE, GenreLigne.OBJECTIF}:
            nom = "axe" if genre is GenreLigne.AXE else "objectif"
            net = clean_entete(seuls[0])
            return _LigneNumerotee(replace(brute, textes={nom: net}, restes={}), "", genre)
    return _LigneNumerotee(brute, "")


def clean_entete(texte: str) -> str:
    """Return the title of an axis or an objective without « Axe 2 : »."""
    net = " ".join(texte.split())
    annonce = _MOT.match(unaccent(net)) if len(unaccent(net)) == len(net) else None
    return (net[annonce.end() :] if annonce else "") or net


def announces_axe(texte: str) -> bool:
    """Say whether a text alone names an axis by its first word: « Axe 2 : Social »."""
    annonce = _MOT.match(unaccent(texte))
    return annonce is not None and _MOTS_ARBRE[annonce["mot"]] is GenreLigne.AXE


def parse_numero(texte: str) -> tuple[int, ...]:
    """Return the parts of a number: « 1.2 », « 1,2 » or « 3. »; nothing for another text."""
    net = texte.strip().replace(",", ".").rstrip(".")
    return tuple(map(int, net.split("."))) if _SEUL.fullmatch(net) else ()


def _rank_niveaux(lues: Sequence[_LigneNumerotee]) -> dict[int, GenreLigne]:
    """Say what rows of each depth of number are: headings are those that only name something."""
    comptees = [lue for lue in lues if lue.numero and lue.mot is None]
    niveaux = sorted({len(lue.numero) for lue in comptees})
    nus = [all(lue.brute.est_nue for lue in comptees if len(lue.numero) == n) for n in niveaux]
    entetes = 0
    if not any(lue.brute.textes.get("axe") for lue in lues):
        while entetes < min(len(niveaux) - 1, _EN_TETES) and nus[entetes]:
            entetes += 1
    genres = [*(GenreLigne.AXE, GenreLigne.OBJECTIF)[:entetes], GenreLigne.ACTION]
    return {
        n: genres[rang] if rang < len(genres) else GenreLigne.ETAPE
        for rang, n in enumerate(niveaux)
    }


def _tell(
    lue: _LigneNumerotee,
    niveaux: dict[int, GenreLigne],
    numeros: set[tuple[int, ...]],
    *,
    decale: bool,
) -> GenreLigne:
    if lue.mot is not None:
        return lue.mot
    if not lue.titre:
        return GenreLigne.ETAPE if lue.brute.textes.get(ETAPE_SEULE) else GenreLigne.SUITE
    if lue.numero:
        genre = niveaux[len(lue.numero)]
        orpheline = genre is GenreLigne.ETAPE and not any(
            lue.numero[:n] in numeros for n in range(1, len(lue.numero))
        )
        return GenreLigne.ACTION if orpheline else genre
    return GenreLigne.ETAPE if lue.retrait and decale and lue.brute.est_nue else GenreLigne.ACTION


def carries(pieces: Sequence[LigneReconnue], nom: str) -> bool:
    """Say whether a column is written once, on the first of the rows it is said of."""
    dits = [texte for texte in _list_dits(pieces, nom) if texte]
    return len(dits) == len(set(dits))


def _list_dits(pieces: Sequence[LigneReconnue], nom: str) -> Iterator[str]:
    for piece in pieces:
        if not piece.est_maison:
            yield piece.brute.textes.get(nom, "").strip()
