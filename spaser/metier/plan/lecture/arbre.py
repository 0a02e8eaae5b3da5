"""What each row is: the heading of an axis or an objective, an action, or a step of one.

A row says it by its first word (« Axe 2 : … »), by its number (« 1.2.1 »), by a bullet or blanks
before its title, or by the column of sub-actions. One that bears a code of this site is an action.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from spaser.lettres import unaccent
from spaser.metier.plan.lecture.modele import ETAPE_SEULE, LigneBrute

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


class Genre(Enum):
    AXE = auto()
    OBJECTIF = auto()
    ACTION = auto()
    ETAPE = auto()
    SUITE = auto()  # it completes the action above
    PERDUE = auto()  # nothing tells what it is of


_MOTS: Final = {
    "axe": Genre.AXE,
    "orientation": Genre.AXE,
    "pilier": Genre.AXE,
    "objectif": Genre.OBJECTIF,
    "action": Genre.ACTION,
    "mesure": Genre.ACTION,
    "etape": Genre.ETAPE,
    "sous-action": Genre.ETAPE,
    "sous action": Genre.ETAPE,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A row, what it is, its title and its number without what announces them."""

    brute: LigneBrute
    genre: Genre
    titre: str = ""
    numero: str = ""

    @property
    def est_maison(self) -> bool:
        """Say whether the row bears a code of this site: it says all of an action."""
        return is_maison(self.brute)


@dataclass(frozen=True, slots=True)
class _Lue:
    brute: LigneBrute
    titre: str
    mot: Genre | None = None
    numero: tuple[int, ...] = ()
    retrait: bool = False


def is_maison(brute: LigneBrute) -> bool:
    """Say whether a row bears a code of this site."""
    return CODE_MAISON.fullmatch(brute.textes.get("code", "").strip()) is not None


def tell_pieces(lignes: Sequence[LigneBrute]) -> list[Piece]:
    lues = [_read(ligne) for ligne in lignes]
    niveaux = _rank_niveaux(lues)
    numeros = {lue.numero for lue in lues if lue.numero}
    decale = any(
        lue.titre and not lue.retrait and lue.mot not in {Genre.AXE, Genre.OBJECTIF} for lue in lues
    )
    pieces: list[Piece] = []
    for lue in lues:
        genre = _tell(lue, niveaux, numeros, decale=decale)
        if genre in {Genre.ETAPE, Genre.SUITE} and not _has_action(pieces):
            genre = Genre.ACTION if lue.titre else Genre.PERDUE
        numero = ".".join(map(str, lue.numero))
        pieces.append(Piece(lue.brute, genre, lue.titre, numero))
    return pieces


def _has_action(pieces: Sequence[Piece]) -> bool:
    """Say whether an action stands above, with no heading in between."""
    for piece in reversed(pieces):
        if piece.genre in {Genre.AXE, Genre.OBJECTIF}:
            return False
        if piece.genre is Genre.ACTION:
            return True
    return False


def _read(brute: LigneBrute) -> _Lue:
    titre = brute.textes.get("titre", "")
    if not titre.strip():
        return _read_sans_titre(brute)
    if is_maison(brute):
        return _Lue(brute, " ".join(titre.split()), Genre.ACTION)
    retrait = _RETRAIT.match(titre)
    net = " ".join(titre[retrait.end() if retrait else 0 :].split())
    plat = unaccent(net)
    numero = parse_numero(brute.textes.get("code", ""))
    mot = None
    if len(plat) == len(net):  # a ligature would shift what is cut
        if annonce := _MOT.match(plat):
            mot, reste = _MOTS[annonce["mot"]], net[annonce.end() :]
            numero, net = numero or parse_numero(annonce["numero"] or ""), reste or net
        elif devant := _NUMERO.match(plat):
            numero, net = numero or parse_numero(devant["numero"]), net[devant.end() :] or net
    if mot in {Genre.AXE, Genre.OBJECTIF} and not brute.est_nue:
        mot, net = None, " ".join(titre.split())
    return _Lue(brute, net, mot, numero, retrait is not None)


def _read_sans_titre(brute: LigneBrute) -> _Lue:
    """Read a row without an action: a heading written in its own column, or alone anywhere."""
    dits = {nom: texte for nom, texte in brute.textes.items() if texte.strip()}
    if set(dits) <= {"axe", "objectif", "code"} and set(dits) - {"code"} and not brute.restes:
        genre = Genre.OBJECTIF if "objectif" in dits else Genre.AXE
        return _Lue(brute, "", genre)
    seuls = [*dits.values(), *brute.restes.values()]
    if len(seuls) == 1 and (annonce := _MOT.match(unaccent(seuls[0]))):
        genre = _MOTS[annonce["mot"]]
        if genre in {Genre.AXE, Genre.OBJECTIF}:
            nom = "axe" if genre is Genre.AXE else "objectif"
            net = clean_entete(seuls[0])
            return _Lue(replace(brute, textes={nom: net}, restes={}), "", genre)
    return _Lue(brute, "")


def clean_entete(texte: str) -> str:
    """Return the title of an axis or an objective without « Axe 2 : »."""
    net = " ".join(texte.split())
    annonce = _MOT.match(unaccent(net)) if len(unaccent(net)) == len(net) else None
    return (net[annonce.end() :] if annonce else "") or net


def announces_axe(texte: str) -> bool:
    """Say whether a text alone names an axis by its first word: « Axe 2 : Social »."""
    annonce = _MOT.match(unaccent(texte))
    return annonce is not None and _MOTS[annonce["mot"]] is Genre.AXE


def parse_numero(texte: str) -> tuple[int, ...]:
    """Return the parts of a number: « 1.2 », « 1,2 » or « 3. »; nothing for another text."""
    net = texte.strip().replace(",", ".").rstrip(".")
    return tuple(map(int, net.split("."))) if _SEUL.fullmatch(net) else ()


def _rank_niveaux(lues: Sequence[_Lue]) -> dict[int, Genre]:
    """Say what rows of each depth of number are: headings are those that only name something."""
    comptees = [lue for lue in lues if lue.numero and lue.mot is None]
    niveaux = sorted({len(lue.numero) for lue in comptees})
    nus = [all(lue.brute.est_nue for lue in comptees if len(lue.numero) == n) for n in niveaux]
    entetes = 0
    if not any(lue.brute.textes.get("axe") for lue in lues):
        while entetes < min(len(niveaux) - 1, _EN_TETES) and nus[entetes]:
            entetes += 1
    genres = [*(Genre.AXE, Genre.OBJECTIF)[:entetes], Genre.ACTION]
    return {
        n: genres[rang] if rang < len(genres) else Genre.ETAPE for rang, n in enumerate(niveaux)
    }


def _tell(
    lue: _Lue, niveaux: dict[int, Genre], numeros: set[tuple[int, ...]], *, decale: bool
) -> Genre:
    if lue.mot is not None:
        return lue.mot
    if not lue.titre:
        return Genre.ETAPE if lue.brute.textes.get(ETAPE_SEULE) else Genre.SUITE
    if lue.numero:
        genre = niveaux[len(lue.numero)]
        orpheline = genre is Genre.ETAPE and not any(
            lue.numero[:n] in numeros for n in range(1, len(lue.numero))
        )
        return Genre.ACTION if orpheline else genre
    return Genre.ETAPE if lue.retrait and decale and lue.brute.est_nue else Genre.ACTION


def carries(pieces: Sequence[Piece], nom: str) -> bool:
    """Say whether a column is written once, on the first of the rows it is said of."""
    dits = [texte for texte in _list_dits(pieces, nom) if texte]
    return len(dits) == len(set(dits))


def _list_dits(pieces: Sequence[Piece], nom: str) -> Iterator[str]:
    for piece in pieces:
        if not piece.est_maison:
            yield piece.brute.textes.get(nom, "").strip()
