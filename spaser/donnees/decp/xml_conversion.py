"""A stretch of an XML file to NDJSON; runs in a process of its own when the file is large.

A record made of plain tags is cut at their brackets. Anything else in it (attributes, comments,
CDATA) sends it to lxml; what lxml refuses is escaped and tried again, then put aside.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final, NamedTuple

from spaser.donnees.decp.json_decodage import Compositeur
from spaser.donnees.decp.octets import anomalie, decode_prudent, show
from spaser.donnees.decp.rebuts import OCTETS_MAX, TRONQUE, TROP_IMBRIQUE, TROP_LONG, reject
from spaser.donnees.decp.xml_decoupe import Part, is_closed, split
from spaser.donnees.decp.xml_formes import FAMILLES, Forme, FormeError
from spaser.donnees.decp.xml_patrons import Patrons
from spaser.donnees.decp.xml_soin import parse_carefully
from spaser.donnees.valeurs import Rebut

TEXTE_PARASITE: Final = "texte_parasite"

_ICI: Final = threading.local()


class Tache(NamedTuple):
    """A stretch [debut, fin) of a file and where its records go."""

    chemin: str
    debut: int
    fin: int
    codec: str
    premier_rang: int
    exact: bool
    dernier: bool  # the stretch goes to the end of the file
    sortie: str


class Resultat(NamedTuple):
    """What a stretch held."""

    lus: int
    ecrits: int
    rebuts: list[Rebut]
    champs_inconnus: dict[str, int]


def convert(tache: Tache) -> Resultat:
    """Write the records of a stretch as NDJSON."""
    with Path(tache.chemin).open("rb") as source:
        source.seek(tache.debut)
        octets = source.read(tache.fin - tache.debut)
    conversion = _open_conversion(tache.codec)
    lignes: list[bytes] = []
    rebuts: list[Rebut] = []
    parts = split(octets, exact=tache.exact)
    for rang, part in enumerate(parts, tache.premier_rang):
        brut = octets[part.debut : part.fin]
        try:
            lignes.append(conversion.compose(brut, part, rang))
        except FormeError as erreur:
            au_bout = tache.dernier and part.fin == len(octets)
            rebuts.append(_reject(rang, brut, erreur, au_bout=au_bout))
    Path(tache.sortie).write_bytes(b"".join(lignes))
    return Resultat(len(parts), len(lignes), rebuts, conversion.take_inconnus())


def _open_conversion(codec: str) -> _Conversion:
    """Return the conversion of this thread: what it learnt of a file serves the next stretches."""
    conversions: dict[str, _Conversion] = _ICI.__dict__.setdefault("conversions", {})
    if codec not in conversions:
        conversions[codec] = _Conversion(codec)
    return conversions[codec]


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
        self._patrons = Patrons(self._compositeur)

    def take_inconnus(self) -> dict[str, int]:
        """Return the unknown fields counted since the last call."""
        comptes = dict(self._compositeur.champs_inconnus)
        self._compositeur.champs_inconnus.clear()
        return comptes

    def compose(self, brut: bytes, part: Part, rang: int) -> bytes:
        """Return the line of one record; raises `FormeError` when it cannot be read."""
        if part.nom is None:
            raise FormeError("ces balises sont hors de tout enregistrement")
        self._compositeur.famille = FAMILLES[part.nom]
        try:
            texte = brut.decode(self._codec)
            return self._patrons.compose(texte, rang, part)
        except (FormeError, UnicodeDecodeError) as erreur:
            if isinstance(erreur, FormeError) and erreur.code == TROP_IMBRIQUE:
                raise
            forme = _read_carefully(brut, self._codec)
            return self._compositeur.compose(forme.valeurs, rang, forme.anomalies)


def _read_carefully(brut: bytes, codec: str) -> Forme:
    """Read a record with lxml, cleaned; what follows its end is told, not lost."""
    part, *suite = split(brut, exact=True)
    dedans = brut[part.debut : part.fin]
    texte = decode_prudent(dedans) if codec == "utf-8" else dedans.decode(codec, "replace")
    forme = parse_carefully(texte)
    forme.anomalies += [
        anomalie(TEXTE_PARASITE, None, show(brut[autre.debut : autre.fin].strip()))
        for autre in suite
    ]
    return forme
