"""Where a JSON value ends, and where to start again in a damaged file: the next record, or list.

By regular expressions, without recursion. `guess_fin` is quick and may be wrong: the caller decodes
what it delimits, and a JSON object that decodes cannot be longer nor shorter. `delimit` is exact
and tells an end that is missing from a fault.

A place is believed to start a record when an object can be read there that has the fields of a
record, or of the records read before. When the next record is damaged too, signs are enough: its
first field, the fields that follow, and as many brackets closed as opened since the last start.
"""

import re
from collections.abc import Collection
from enum import Enum
from typing import Final, NamedTuple

import msgspec

from spaser.moteur.decp.brut import CHAMPS_CONNUS, COLONNES
from spaser.moteur.decp.json.decodage import IllisibleError, decode_tolerant

_OUVERTES_MAX: Final = 40  # beyond, `delimit` measures the depth
_PORTEE: Final = 1 << 16
_CHAINE: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LITTERAL: Final = rb'[^\s,:{}\[\]"\\]++'
_INACHEVEE: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?\Z'
_SCALAIRE: Final = rb"(?:" + _CHAINE + rb"|" + _LITTERAL + rb")"

_FIN_PROBABLE: Final = re.compile(rb"\}(?=\s*+(?:,?\s*+\{|\]|\Z))")
_SEPARATION: Final = re.compile(rb"\s*+(?:,|(?=[}\]]))")
_FERMETURE: Final = re.compile(rb"\s*+([}\]])")
_RESTE_BLANC: Final = re.compile(rb"\s*+\Z")

_OBJET: Final = ord("{")
_LISTE: Final = ord("[")
_FERMANTE: Final = {_OBJET: b"}", _LISTE: b"]"}

# Runs of members (or items) that hold no bracket, an opening, and what a cut may leave of one.
_SIMPLES: Final = {
    _OBJET: re.compile(
        rb"(?:\s*+%b\s*+:\s*+%b\s*+(?:,|(?=\})))*+" % (_CHAINE, _SCALAIRE), re.DOTALL
    ),
    _LISTE: re.compile(rb"(?:\s*+%b\s*+(?:,|(?=\])))*+" % _SCALAIRE, re.DOTALL),
}
_OUVERTURE: Final = {
    _OBJET: re.compile(rb"\s*+%b\s*+:\s*+([{\[])" % _CHAINE, re.DOTALL),
    _LISTE: re.compile(rb"\s*+([{\[])"),
}
_VALEUR_COUPEE: Final = rb"(?:%b|%b\s*+\Z|\Z)" % (_INACHEVEE, _SCALAIRE)
_COUPURE: Final = {
    _OBJET: re.compile(
        rb"\s*+(?:%b|%b\s*+(?:\Z|:\s*+%b)|\Z)" % (_INACHEVEE, _CHAINE, _VALEUR_COUPEE), re.DOTALL
    ),
    _LISTE: re.compile(rb"\s*+%b" % _VALEUR_COUPEE, re.DOTALL),
}

_BLANCS: Final = rb"(?:[\s\x00\x1a\x1e]|\xef\xbb\xbf)"
_NOMBRE: Final = rb"-?\d[\d.eE+-]*+"

DEBUT: Final = re.compile(rb"%b*+" % _BLANCS)
ENTRE: Final = re.compile(rb"(?:,|%b)*+" % _BLANCS)
APRES: Final = re.compile(rb"%b*+(.?)" % _BLANCS, re.DOTALL)
CLE: Final = re.compile(rb'"\s*+:')
SAUT_DE_LIGNE: Final = re.compile(rb"[^\S\n]*+\n")
LISTE_DE_RACINES: Final = re.compile(rb'\[\s*+\{\s*+"marches"')
# What stands between lists of records in a sound file: punctuation and the values of other keys.
HABITUEL: Final = re.compile(
    rb"(?:[,:{}\[\]]|%b|%b|true|false|null|%b)*+" % (_BLANCS, _CHAINE, _NOMBRE), re.DOTALL
)

_UNE_CHAINE: Final = re.compile(_CHAINE, re.DOTALL)
_SIMPLE: Final = re.compile(
    rb"(?:%b|true|false|null|%b)(?=\s*+(?:[,\]]|\Z))" % (_CHAINE, _NOMBRE), re.DOTALL
)
_SEPARATEURS: Final = b" \t\r\n,"


class EtatValeur(Enum):
    FIN = "fin"
    ERREUR = "erreur"
    COUPE = "coupe"  # the bytes stop before the value does


class ValeurDelimitee(NamedTuple):
    """Where a value ends (or where it is faulty, or cut) and how deep it goes."""

    etat: EtatValeur
    fin: int
    profondeur: int


def guess_fin(octets: bytes, debut: int) -> int:
    """Return where the object that starts at `debut` ends, by counting braces; -1 if unsure."""
    borne = min(len(octets), debut + _PORTEE)
    position, ouvertes, fermees = debut, 0, 0
    while trouve := _FIN_PROBABLE.search(octets, position, borne):
        fin = trouve.end()
        ouvertes += octets.count(b"{", position, fin)
        fermees += octets.count(b"}", position, fin)
        if ouvertes > _OUVERTES_MAX:
            return -1
        if fermees >= ouvertes:
            sure = fermees == ouvertes and (fin < borne or borne == len(octets))
            return fin if sure and octets.find(b"[[", debut, fin) < 0 else -1
        position = fin
    return -1


def delimit(octets: bytes, debut: int, profondeur_max: int | None = None) -> ValeurDelimitee:
    """Return the extent of the object or list that starts at `debut`.

    A value deeper than `profondeur_max` is told as an error as soon as it is seen.
    """
    pile = bytearray((octets[debut],))
    position, profondeur = debut + 1, 1
    while pile:
        contexte = pile[-1]
        position = skip(_SIMPLES[contexte], octets, position)
        if ouverture := _OUVERTURE[contexte].match(octets, position):
            pile += ouverture[1]
            position = ouverture.end()
            profondeur = max(profondeur, len(pile))
            if profondeur_max and profondeur > profondeur_max:
                return ValeurDelimitee(EtatValeur.ERREUR, position, profondeur)
            continue
        fermeture = _FERMETURE.match(octets, position)
        if not fermeture or fermeture[1] != _FERMANTE[contexte]:
            return ValeurDelimitee(_failure(contexte, octets, position), position, profondeur)
        pile.pop()
        position = fermeture.end()
        if pile:
            separation = _SEPARATION.match(octets, position)
            if not separation:
                coupe = _RESTE_BLANC.match(octets, position)
                return ValeurDelimitee(
                    EtatValeur.COUPE if coupe else EtatValeur.ERREUR, position, profondeur
                )
            position = separation.end()
    return ValeurDelimitee(EtatValeur.FIN, position, profondeur)


def _failure(contexte: int, octets: bytes, position: int) -> EtatValeur:
    return EtatValeur.COUPE if _COUPURE[contexte].match(octets, position) else EtatValeur.ERREUR


def skip(motif: re.Pattern[bytes], octets: bytes, depuis: int) -> int:
    """Return where what matches from there ends; the place itself when nothing does."""
    trouve = motif.match(octets, depuis)
    return trouve.end() if trouve else depuis


def end_element(octets: bytes, ici: int) -> int | None:
    """Return where a string, a number, a constant or a list ends, None when it is none of them."""
    if octets[ici : ici + 1] == b"[":
        etendue = delimit(octets, ici)
        return etendue.fin if etendue.etat is EtatValeur.FIN else None
    simple = _SIMPLE.match(octets, ici)
    return simple.end() if simple else None


def find_fin_liste(octets: bytes) -> int | None:
    """Return where the list around a record is closed, when that is all that is left."""
    reste = len(octets.rstrip(_SEPARATEURS + b"]}"))
    ici = octets.rfind(b"]", reste)
    return None if ici < 0 else ici


def trim(octets: bytes, *, ferme: bool) -> bytes:
    """Take off what separates a record from the next one, or closes the list around it."""
    return octets[: find_fin_liste(octets) if ferme else None].rstrip(_SEPARATEURS)


def count_ouvertes(octets: bytes) -> int:
    """Return how many more braces are opened than closed, strings left out."""
    nus = _UNE_CHAINE.sub(b"", octets) if b'"' in octets else octets
    return nus.count(b"{") - nus.count(b"}")


CONTENEUR: Final = re.compile(rb'"(marches|marche|contrat-concession)"\s*+:\s*+([\[{])')

# Fields of a record that no object inside a record has.
_MARQUEURS: Final = frozenset(
    """
    _type acheteur acheteur.id autoriteConcedante ccag codeCPV concessionnaires dateDebutExecution
    dateSignature formePrix lieuExecution montantSubventionPublique nature objet offresRecues
    procedure uid
    """.split()
)
_FREQUENTS: Final = _MARQUEURS | {"id", "montant", "dureeMois", "titulaires", "modifications"}
_ACCOLADE: Final = re.compile(rb"\{")
_PREMIERE_CLE: Final = re.compile(rb'\{\s*+"([^"\\]{1,80}+)"\s*+:')
_CLE: Final = re.compile(rb'"([\w.-]{1,80})"\s*+:')
_AVANT: Final = 64
_RETENUE: Final = 256  # bytes kept at the end of a block: a key may be cut there
_APERCU: Final = 4096
_PROFONDEUR: Final = 8
_RECORD_MAX: Final = 4 << 20  # a longer one is no place to start again
_RESSEMBLANCE: Final = 0.6
_INDICES: Final = 2


def looks_like_record(octets: bytes, ici: int) -> bool:
    """Tell whether the object that starts here has, first, a field of a record."""
    premiere = _PREMIERE_CLE.match(octets, ici)
    return premiere is not None and premiere[1].decode("utf-8", "replace").strip() in COLONNES


def holds_record(octets: bytes) -> bool:
    vues = {c.decode() for c in _CLE.findall(octets)}
    return len(vues & _MARQUEURS) >= _INDICES


class GenreReprise(Enum):
    RECORD = "record"
    CONTENEUR = "conteneur"
    FIN = "fin"
    SUITE = "suite"  # nothing yet: more bytes are needed
    PERDU = "perdu"  # nothing for so long that the reader gives up this stretch


class Reprise(NamedTuple):
    """A place to start again; for SUITE, where to look from when there are more bytes."""

    genre: GenreReprise
    position: int


class _Avis(Enum):
    OUI = "oui"
    NON = "non"
    COUPE = "coupe"


class RechercheReprise:
    """Looks for the next start in a block; `exemple` holds the keys of the last sound record."""

    def __init__(self, octets: bytes, exemple: Collection[str], *, fini: bool) -> None:
        self._octets = octets
        self._fini = fini
        self._exemple = frozenset(exemple)
        self._premiere = next(iter(exemple), None)

    def starts_at(self, ici: int) -> bool:
        return self._judge(ici, None) is _Avis.OUI

    def find(self, depuis: int, conteneur: int | None, debut: int | None = None) -> Reprise:
        """Return the first start at or after `depuis`.

        `conteneur` is where the next list of records is, `debut` where a damaged record starts.
        """
        borne = len(self._octets) if conteneur is None else conteneur
        for accolade in _ACCOLADE.finditer(self._octets, depuis, borne):
            avis = self._judge(accolade.start(), debut)
            if avis is _Avis.OUI:
                return Reprise(GenreReprise.RECORD, accolade.start())
            if avis is _Avis.COUPE and conteneur is None:
                return Reprise(GenreReprise.SUITE, accolade.start())
        if conteneur is not None:
            return Reprise(GenreReprise.CONTENEUR, borne)
        if self._fini:
            return Reprise(GenreReprise.FIN, borne)
        return Reprise(GenreReprise.SUITE, max(depuis, borne - _RETENUE))

    def _judge(self, ici: int, debut: int | None) -> _Avis:
        cle = self._read_key(ici)
        if cle is None:
            cherche = not self._fini and len(self._octets) - ici < _RETENUE
            return _Avis.COUPE if cherche else _Avis.NON
        if cle not in CHAMPS_CONNUS and cle not in self._exemple:
            return _Avis.NON
        etendue = delimit(self._octets, ici, _PROFONDEUR)
        if etendue.etat is EtatValeur.FIN:
            cles = _read_keys(self._octets[ici : etendue.fin])
            if cles is not None:
                return _Avis.OUI if self._looks_like(cles, ici, debut) else _Avis.NON
        elif (
            etendue.etat is EtatValeur.COUPE
            and not self._fini
            and len(self._octets) - ici < _RECORD_MAX
        ):
            return _Avis.COUPE
        return _Avis.OUI if self._has_signs(cle, ici, debut) else _Avis.NON

    def _looks_like(self, cles: frozenset[str], ici: int, debut: int | None) -> bool:
        if cles & _MARQUEURS:
            return True
        exemple = self._exemple or self._list_keys(debut or ici, ici)
        if exemple & _MARQUEURS or not exemple:
            return False
        communes = len(cles & exemple) / len(cles | exemple)
        return communes >= _RESSEMBLANCE or self._is_balanced(ici, debut)

    def _has_signs(self, cle: str, ici: int, debut: int | None) -> bool:
        if not self._is_balanced(ici, debut):
            return False
        if cle not in _MARQUEURS and cle != (self._premiere or self._read_key(debut or 0)):
            return False
        vues = self._list_keys(ici, ici + _APERCU)
        return len(vues & (_FREQUENTS | self._exemple)) >= _INDICES

    def _read_key(self, ici: int) -> str | None:
        premiere = _PREMIERE_CLE.match(self._octets, ici)
        return premiere[1].decode("utf-8", "replace").strip() if premiere else None

    def _list_keys(self, debut: int, fin: int) -> frozenset[str]:
        """Return what looks like keys there, at any depth."""
        fin = min(fin, debut + _APERCU)
        return frozenset(c.decode() for c in _CLE.findall(self._octets, debut, fin))

    def _is_balanced(self, ici: int, debut: int | None) -> bool:
        """Tell whether as many brackets are closed as opened since `debut`, strings included."""
        if debut is None:
            return False
        if self._octets[max(debut, ici - _AVANT) : ici].rstrip()[-1:] not in {b",", b"}"}:
            return False
        comptes = [self._octets.count(c, debut, ici) for c in (b"{", b"}", b"[", b"]")]
        return comptes[0] == comptes[1] and comptes[2] == comptes[3]


def _read_keys(octets: bytes) -> frozenset[str] | None:
    try:
        return frozenset(msgspec.json.decode(octets, type=dict[str, msgspec.Raw]))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    try:
        return frozenset(decode_tolerant(octets)[0])
    except IllisibleError:
        return None
