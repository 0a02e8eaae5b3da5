"""Where to start again in a damaged file: the next record, or the next list of records.

A place is believed to start a record when an object can be read there that has the fields of a
record, or of the records read before. When the next record is damaged too, signs are enough: its
first field, the fields that follow, and as many brackets closed as opened since the last start.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from typing import Final, NamedTuple

import msgspec

from spaser.moteur.decp.brut import CHAMPS_CONNUS, COLONNES
from spaser.moteur.decp.json.decodage import IllisibleError, decode_tolerant
from spaser.moteur.decp.json.delimitation import EtatValeur, delimit

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
