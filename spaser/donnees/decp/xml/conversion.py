"""A stretch of an XML file to lines of NDJSON, in memory.

A record made of plain tags is cut at their brackets. Anything else in it (attributes, comments,
CDATA) sends it to lxml; what lxml refuses is escaped and tried again, then put aside.
"""

from __future__ import annotations

import threading
from functools import lru_cache

from spaser.donnees.decp.json.decodage import Compositeur
from spaser.donnees.decp.octets import Anomalie, anomalie, decode_prudent, show
from spaser.donnees.decp.rebuts import OCTETS_MAX, TRONQUE, TROP_IMBRIQUE, TROP_LONG, reject
from spaser.donnees.decp.xml.decoupe import Part, is_closed, split, split_exactly
from spaser.donnees.decp.xml.rapide import LectureRapide
from spaser.donnees.decp.xml.structure import FAMILLES, FormeError, Objet
from spaser.donnees.decp.xml.tolerant import TEXTE_PARASITE, parse_carefully
from spaser.donnees.valeurs import Lecture, Rebut


def convert(
    octets: bytes, codec: str, premier_rang: int, *, dernier: bool
) -> tuple[bytes, Lecture]:
    """Return the records of a stretch as NDJSON; `dernier`: the file ends with it."""
    conversion = _open_conversion(codec, threading.get_ident())
    lignes: list[bytes] = []
    rebuts: list[Rebut] = []
    parts = split(octets)
    for rang, part in enumerate(parts, premier_rang):
        brut = octets[part.debut : part.fin]
        try:
            lignes.append(conversion.compose(brut, part, rang))
        except FormeError as erreur:
            au_bout = dernier and part.fin == len(octets)
            rebuts.append(_reject(rang, brut, erreur, au_bout=au_bout))
    return b"".join(lignes), Lecture(
        lus=len(parts), rebuts=rebuts, champs_inconnus=conversion.take_inconnus()
    )


@lru_cache(maxsize=16)
def _open_conversion(codec: str, _fil: int) -> _Conversion:
    """Return the conversion of a thread: what it learnt of a stretch serves the next ones."""
    return _Conversion(codec)


def _reject(rang: int, brut: bytes, erreur: FormeError, *, au_bout: bool) -> Rebut:
    texte = brut.rstrip()
    if au_bout and not is_closed(brut):
        return reject(rang, TRONQUE, texte)
    if len(brut) >= OCTETS_MAX:
        return reject(rang, TROP_LONG, texte)
    return reject(rang, erreur.code, texte, str(erreur))


class _Conversion:
    """Makes the lines of records, the quick way or with care."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._compositeur = Compositeur()
        self._rapide = LectureRapide(self._compositeur)

    def take_inconnus(self) -> dict[str, int]:
        """Return the unknown fields counted since the last call."""
        comptes = dict(self._compositeur.champs_inconnus)
        self._compositeur.champs_inconnus.clear()
        return comptes

    def compose(self, brut: bytes, part: Part, rang: int) -> bytes:
        """Return the line of one record; raises `FormeError` when it cannot be read."""
        if part.nom is None:
            raise FormeError("ces balises sont hors de tout enregistrement")
        try:
            utf8 = brut if self._codec == "utf-8" else brut.decode(self._codec).encode()
            return self._rapide.compose(utf8, rang, part)
        except (FormeError, UnicodeDecodeError) as erreur:
            if isinstance(erreur, FormeError) and erreur.code == TROP_IMBRIQUE:
                raise
            valeurs, anomalies = _read_carefully(brut, self._codec)
            self._compositeur.famille = FAMILLES[part.nom]
            return self._compositeur.compose(valeurs, rang, anomalies)


def _read_carefully(brut: bytes, codec: str) -> tuple[Objet, list[Anomalie]]:
    """Read a record with lxml, cleaned; what follows its end is told, not lost."""
    part, *suite = split_exactly(brut)
    dedans = brut[part.debut : part.fin]
    texte = decode_prudent(dedans) if codec == "utf-8" else dedans.decode(codec, "replace")
    valeurs, anomalies = parse_carefully(texte)
    parasites = (show(brut[autre.debut : autre.fin].strip()) for autre in suite)
    return valeurs, anomalies + [anomalie(TEXTE_PARASITE, None, texte) for texte in parasites]
