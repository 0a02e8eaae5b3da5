"""Cuts an XML file into records without parsing it, hence fast and whatever is damaged inside."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from spaser.moteur.decp.octets import OCTETS_MAX

NOMS: Final = (b"marche", b"contrat-concession")
TAILLE: Final = 1 << 20  # small stretches stay in the cache of the processor

_OUVRANTES: Final = tuple(b"<%b>" % nom for nom in NOMS)
_BALISE: Final = re.compile(
    rb"<(?:(!--)|(!\[CDATA\[)|(/?)(?:([\w.-]+):)?(marche|contrat-concession)(?=[\s/>])([^<>]*+>)?)"
)
_FIN_COMMENTAIRE, _FIN_CDATA = b"-->", b"]]>"
_OUVRANTE: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:marche|contrat-concession)[\s/>]")
_OUVRANTE_MAX: Final = 64
_FERMANTE: Final = re.compile(rb"</(?:[\w.-]+:)?(?:marche|contrat-concession)\s*+>")
_CHAMP: Final = re.compile(
    rb"<(?:[\w.-]+:)?(?:objet|acheteur|autoriteConcedante|nature|codeCPV|montant|titulaires)[\s>]"
)


class MorceauXml(NamedTuple):
    """A record, from its tag to the next one (or to its own end); `nom` is None for a scrap."""

    debut: int
    fin: int
    nom: str | None
    prefixe: bool = False


class Troncon(NamedTuple):
    """A run of whole records of a file; or the first bytes of one record, too long to be read."""

    octets: bytes
    dernier: bool  # it goes to the end of the file
    taille: int


def is_closed(octets: bytes) -> bool:
    """Tell whether the tag that ends a record is there."""
    return _FERMANTE.search(octets) is not None


def drop_comments(octets: bytes) -> bytes:
    gardes, position = [], 0
    while (debut := octets.find(b"<!--", position)) >= 0:
        fin = octets.find(_FIN_COMMENTAIRE, debut)
        if fin < 0:
            break
        gardes.append(octets[position:debut])
        position = fin + len(_FIN_COMMENTAIRE)
    return b"".join([*gardes, octets[position:]])


def cut(source: BinaryIO, taille: int | None = None) -> Iterator[Troncon]:
    """Yield a file as runs of whole records of about `taille` bytes."""
    voulu = taille = taille or TAILLE
    debut = 0
    while True:
        source.seek(debut)
        octets = source.read(voulu)
        fini = len(octets) < voulu
        fin = len(octets) if fini else _find_last_start(octets)
        if fin <= 0 and not fini and voulu < OCTETS_MAX:
            voulu = min(2 * voulu, OCTETS_MAX)
            continue
        octets = octets[:fin] if fin > 0 else octets
        suite = debut + len(octets)
        if fin <= 0 and not fini:
            suite = _find_next_start(source, suite)
        yield Troncon(octets, fini, suite - debut)
        if fini:
            return
        debut, voulu = suite, taille


def _find_next_start(source: BinaryIO, ici: int) -> int:
    """Return where the next record starts after `ici`, where `source` stands, or the file ends."""
    garde = b""
    while bloc := source.read(TAILLE):
        octets = garde + bloc
        if trouve := _OUVRANTE.search(octets):
            return ici - len(garde) + trouve.start()
        ici, garde = ici + len(bloc), octets[-_OUVRANTE_MAX:]
    return ici


def _find_last_start(octets: bytes) -> int:
    """Return where the last record starts, -1 when there is none after the first byte."""
    if not _may_hide_tags(octets):
        marche, concession = _OUVRANTES
        simple = octets.rfind(marche)  # most are near the end
        simple = max(simple, octets.rfind(concession, max(simple, 0)))
        if simple > 0:
            return simple
    debuts = [b.start() for b in _list_balises(octets, fini=False) if not b[3]]
    return debuts[-1] if debuts else -1


def _may_hide_tags(octets: bytes) -> bool:
    """Tell whether there is a comment or CDATA: it may hold what looks like a tag."""
    return b"!" in octets and b"<!" in octets  # the first test is the quicker one


def split_plainly(octets: bytes) -> list[MorceauXml]:
    """Return the records of a run, each going to the next one, as if all tags were plain.

    None when some may not be; where a record then needs care, ask `are_plain`.
    """
    if _may_hide_tags(octets):
        return []
    noms: dict[int, str] = {}
    for nom, ouvrante in zip(NOMS, _OUVRANTES, strict=True):
        noms |= dict.fromkeys(_find_all(octets, ouvrante), nom.decode())
    debuts = sorted(noms)
    avant = debuts[0] if debuts else 0
    if _BALISE.search(octets, 0, avant) or _is_piece(octets[:avant]):
        return []
    return [
        MorceauXml(debut, fin, noms[debut])
        for debut, fin in zip(debuts, [*debuts[1:], len(octets)], strict=False)
    ]


def are_plain(octets: bytes) -> bool:
    """Tell whether the tags of the records of a run are in pairs, all written the plain way."""
    return all(octets.count(b"%b>" % nom) == 2 * octets.count(b"<%b>" % nom) for nom in NOMS)


def _find_all(octets: bytes, motif: bytes) -> Iterator[int]:
    ici = octets.find(motif)
    while ici >= 0:
        yield ici
        ici = octets.find(motif, ici + 1)


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


def split_exactly(octets: bytes) -> list[MorceauXml]:
    """Return the records of a run, each cut where it ends, and the scraps between them."""
    parts: list[MorceauXml] = []
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


def _record(ouverte: re.Match[bytes], fin: int) -> MorceauXml:
    return MorceauXml(ouverte.start(), fin, ouverte[5].decode(), bool(ouverte[4]))


def _scraps(octets: bytes, debut: int, fin: int) -> list[MorceauXml]:
    entre = drop_comments(octets[debut:fin]).strip()
    nu = debut > 0 and entre and b"<" not in entre
    return [MorceauXml(debut, fin, None)] if nu or _is_piece(entre) else []


def _is_piece(octets: bytes) -> bool:
    return bool(_FERMANTE.search(octets) or _CHAMP.search(octets))
