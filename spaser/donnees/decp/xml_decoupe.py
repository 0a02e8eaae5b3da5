"""Cuts an XML file into records without parsing it, hence fast and whatever is damaged inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from spaser.donnees.decp.rebuts import OCTETS_MAX

NOMS: Final = (b"marche", b"contrat-concession")
TAILLE: Final = 4 << 20

_OUVRANTES: Final = tuple(b"<%b>" % nom for nom in NOMS)
_BALISE: Final = re.compile(
    rb"<(?:(!--)|(!\[CDATA\[)|(/?)(?:([\w.-]+):)?(marche|contrat-concession)(?=[\s/>])([^<>]*+>)?)"
)
_SOIN: Final = b"<!"  # a comment or CDATA may hold what looks like a tag
_FIN_COMMENTAIRE, _FIN_CDATA = b"-->", b"]]>"
_FERMANTE: Final = re.compile(rb"</(?:[\w.-]+:)?(?:marche|contrat-concession)\s*+>")
_CHAMP: Final = re.compile(
    rb"<(?:[\w.-]+:)?(?:objet|acheteur|autoriteConcedante|nature|codeCPV|montant|titulaires)[\s>]"
)


class Part(NamedTuple):
    """A record, from its tag to the next one (or to its own end); `nom` is None for a scrap."""

    debut: int
    fin: int
    nom: str | None
    prefixe: bool = False


class Troncon(NamedTuple):
    """A run of whole records of a file: bytes [debut, fin)."""

    debut: int
    fin: int
    nombre: int  # of records
    exact: bool  # to be cut with care
    dernier: bool


def split(octets: bytes, *, exact: bool) -> list[Part]:
    """Return the records of a run, in order; with `exact`, where they end and what is between."""
    if exact:
        return _split_exactly(octets)
    debuts = sorted(_find_plain(octets))
    fins = [debut for debut, _ in debuts[1:]] + [len(octets)]
    return [Part(debut, fin, nom.decode()) for (debut, nom), fin in zip(debuts, fins, strict=True)]


def is_closed(octets: bytes) -> bool:
    """Tell whether the tag that ends a record is there."""
    return _FERMANTE.search(octets) is not None


def drop_comments(octets: bytes) -> bytes:
    """Return a text without its comments."""
    gardes, position = [], 0
    while (debut := octets.find(b"<!--", position)) >= 0:
        fin = octets.find(_FIN_COMMENTAIRE, debut)
        if fin < 0:
            break
        gardes.append(octets[position:debut])
        position = fin + len(_FIN_COMMENTAIRE)
    return b"".join([*gardes, octets[position:]])


def cut(source: BinaryIO) -> Iterator[Troncon]:
    """Yield a file as runs of whole records of a few megabytes."""
    octets, debut, voulu = b"", 0, TAILLE
    while True:
        demande = voulu - len(octets)
        lus = source.read(demande)
        octets += lus
        fini = len(lus) < demande
        soigne = _SOIN in octets
        fin = len(octets) if fini else _find_last_start(octets, soigne=soigne)
        if fin <= 0 and not fini and len(octets) < OCTETS_MAX:
            voulu = len(octets) + TAILLE
            continue
        fin = fin if fin > 0 else len(octets)
        nombre, exact = _count(octets[:fin], soigne=soigne)
        yield Troncon(debut, debut + fin, nombre, exact, fini)
        if fini:
            return
        octets, debut, voulu = octets[fin:], debut + fin, max(TAILLE, len(octets) - fin + 1)


def _find_plain(octets: bytes) -> Iterator[tuple[int, bytes]]:
    for nom, ouvrante in zip(NOMS, _OUVRANTES, strict=True):
        ici = octets.find(ouvrante)
        while ici >= 0:
            yield ici, nom
            ici = octets.find(ouvrante, ici + 1)


def _find_last_start(octets: bytes, *, soigne: bool) -> int:
    """Return where the last record starts, -1 when there is none after the first byte."""
    if not soigne and (simple := _find_last(octets)) > 0:
        return simple
    debuts = [b.start() for b in _list_balises(octets, fini=False) if not b[3]]
    return debuts[-1] if debuts else -1


def _find_last(octets: bytes) -> int:
    """Return where the last plain tag of a record is; most are found near the end."""
    marche, concession = _OUVRANTES
    ici = octets.rfind(marche)
    return max(ici, octets.rfind(concession, max(ici, 0)))


def _count(octets: bytes, *, soigne: bool) -> tuple[int, bool]:
    """Return how many records a run holds and whether it must be cut with care."""
    if soigne:
        return len(_split_exactly(octets)), True
    ouvrantes = [octets.count(ouvrante) for ouvrante in _OUVRANTES]
    toutes = [octets.count(nom + b">") for nom in NOMS]
    simple = toutes == [2 * nombre for nombre in ouvrantes]
    if simple and any(ouvrantes):
        debut = min(ici for ici in map(octets.find, _OUVRANTES) if ici >= 0)
        if not (_BALISE.search(octets, 0, debut) or _is_piece(octets[:debut])):
            return sum(ouvrantes), False
    return len(_split_exactly(octets)), True


def _list_balises(octets: bytes, *, fini: bool = True) -> Iterator[re.Match[bytes]]:
    """Yield the tags of records, those in comments and CDATA left out.

    Of a comment without an end, only what is certain: it may end in the next block.
    """
    position, sans_fin = 0, set[bytes]()
    while balise := _BALISE.search(octets, position):
        position = balise.end()
        if not (balise[1] or balise[2]):
            yield balise
            continue
        marque = _FIN_COMMENTAIRE if balise[1] else _FIN_CDATA
        fin = -1 if marque in sans_fin else octets.find(marque, position)
        if fin >= 0:
            position = fin + len(marque)
            continue
        if not fini and len(octets) < OCTETS_MAX:
            return
        sans_fin.add(marque)


def _split_exactly(octets: bytes) -> list[Part]:
    parts: list[Part] = []
    libre = 0  # where the last record ended
    ouverte: re.Match[bytes] | None = None
    for balise in _list_balises(octets):
        if balise[3]:
            if ouverte and balise[5] == ouverte[5]:
                parts.append(_record(ouverte, balise.end()))
                ouverte, libre = None, balise.end()
            continue
        if ouverte:
            parts.append(_record(ouverte, balise.start()))
        else:
            parts += _scraps(octets, libre, balise.start())
        ouverte = balise
        if (balise[6] or b"").endswith(b"/>"):
            parts.append(_record(balise, balise.end()))
            ouverte, libre = None, balise.end()
    parts += [_record(ouverte, len(octets))] if ouverte else _scraps(octets, libre, len(octets))
    return parts


def _record(ouverte: re.Match[bytes], fin: int) -> Part:
    return Part(ouverte.start(), fin, ouverte[5].decode(), bool(ouverte[4]))


def _scraps(octets: bytes, debut: int, fin: int) -> list[Part]:
    """Return what stands between two records, if it is a piece of one."""
    entre = drop_comments(octets[debut:fin]).strip()
    nu = debut > 0 and entre and b"<" not in entre
    return [Part(debut, fin, None)] if nu or _is_piece(entre) else []


def _is_piece(octets: bytes) -> bool:
    return bool(_FERMANTE.search(octets) or _CHAMP.search(octets))
