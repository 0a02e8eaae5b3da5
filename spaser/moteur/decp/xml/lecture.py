"""Reads XML of schemas v1 and v2: cut into stretches of whole records, each converted by itself.

`list_etendues` finds the stretches of a file, which takes little time; `read_etendue` reads one,
in whatever process. A record made of plain tags is cut at their brackets. Anything else in it
(attributes, comments, CDATA) sends it to lxml; what lxml refuses is escaped and tried again, then
put aside.
"""

from __future__ import annotations

import codecs
import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from spaser.moteur.decp.json.decodage import Compositeur
from spaser.moteur.decp.octets import Anomalie, anomalie, decode_prudent, show, to_utf8
from spaser.moteur.decp.rebuts import (
    DOCTYPE_REFUSE,
    LISTE_OUVERTE,
    OCTETS_MAX,
    TRONQUE,
    TROP_IMBRIQUE,
    TROP_LONG,
    explain_failure,
    reject,
)
from spaser.moteur.decp.xml.decoupe import (
    MorceauXml,
    cut,
    drop_comments,
    is_closed,
    split,
    split_exactly,
)
from spaser.moteur.decp.xml.rapide import LectureRapide
from spaser.moteur.decp.xml.structure import FAMILLES, FormeError, Objet
from spaser.moteur.decp.xml.tolerant import TEXTE_PARASITE, parse_carefully
from spaser.moteur.valeurs import Lecture, Rebut

_TETE: Final = 1 << 16
_TETE_MAX: Final = 1 << 20
_DECLARATION: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_QUEUE: Final = 1 << 16
_RECORD: Final = re.compile(rb"<(?:[\w.-]+:)?(marche|contrat-concession|marches)[\s/>]")
_RACINE_FERMEE: Final = re.compile(rb"</(?:[\w.-]+:)?marches\s*+>")
# One byte a character, ASCII below 128: the only encodings in which tags can be cut as bytes.
_CODECS: Final = re.compile(r"iso8859-\d+|cp125\d|cp1140|cp437|cp85\d|mac-roman|koi8-[ru]")


class Etendue(NamedTuple):
    """A stretch [debut, fin) of a file: whole records."""

    chemin: str
    debut: int
    fin: int
    codec: str
    derniere: bool = False
    inachevee: bool = False  # the file ends with it, and its root is never closed
    refus: Rebut | None = None  # why nothing of the file is read


def read_xml(chemin: Path, dossier: Path) -> Lecture:
    """Read a file and write its records as NDJSON files in `dossier`, in order."""
    ensemble = Lecture()
    for lecture in stream_xml(chemin, dossier):
        ensemble.add(lecture)
    return ensemble


def stream_xml(chemin: Path, dossier: Path) -> Iterator[Lecture]:
    """Read a file stretch by stretch, each to a file: what is read can be cast meanwhile."""
    lus = 0
    for numero, etendue in enumerate(list_etendues(chemin, dossier)):
        lecture = Lecture(lus=lus)
        lignes = read_etendue(etendue, lecture)
        lus, lecture.lus = lecture.lus, lecture.lus - lus
        if lignes:
            sortie = dossier / f"{chemin.stem}-{numero:05d}.ndjson"
            with explain_failure(sortie):
                sortie.write_bytes(lignes)
            lecture.fichiers.append(str(sortie))
        yield lecture


def list_etendues(chemin: Path, dossier: Path) -> Iterator[Etendue]:
    """Yield the stretches of a file; a copy in UTF-8 goes to `dossier` when it needs one."""
    with explain_failure(chemin):
        chemin = to_utf8(chemin, dossier / f"{chemin.name}.utf8")
        with chemin.open("rb") as source:
            tete = source.read(_TETE_MAX)
            if entites := _find_entites(tete):
                refus = reject(1, DOCTYPE_REFUSE, entites)
                yield Etendue(str(chemin), 0, 0, "utf-8", refus=refus)
                return
            codec, inachevee = _find_codec(tete), _is_open(chemin, tete)
            for debut, fin, dernier in cut(source):
                yield Etendue(str(chemin), debut, fin, codec, dernier, dernier and inachevee)


def read_etendue(etendue: Etendue, lecture: Lecture) -> bytes:
    """Return the records of a stretch as NDJSON, ranked after those that `lecture` counts.

    What was found in it is added to `lecture`.
    """
    if etendue.refus:
        lecture.add(Lecture(lus=1, rebuts=[etendue.refus]))
        return b""
    chemin = Path(etendue.chemin)
    with explain_failure(chemin), chemin.open("rb") as source:
        source.seek(etendue.debut)
        octets = source.read(min(etendue.fin - etendue.debut, OCTETS_MAX))
    if (taille := etendue.fin - etendue.debut) >= OCTETS_MAX:
        refus = reject(lecture.lus + 1, TROP_LONG, octets.rstrip(), taille=taille)
        lecture.add(Lecture(lus=1, rebuts=[refus]))
        return b""
    lignes, lue = _convert(octets, etendue.codec, lecture.lus + 1, dernier=etendue.derniere)
    lecture.add(lue)
    if etendue.inachevee and not any(r.code == TRONQUE for r in lue.rebuts[-1:]):
        fin = reject(lecture.lus + 1, TRONQUE, b"", LISTE_OUVERTE)
        lecture.add(Lecture(lus=1, rebuts=[fin]))
    return lignes


def _is_open(chemin: Path, tete: bytes) -> bool:
    """Tell whether the root that encloses the records is never closed."""
    racine = _RECORD.search(drop_comments(tete))
    if racine is None or racine[1] != b"marches" or racine[0].endswith(b"/"):
        return False
    with chemin.open("rb") as source:
        source.seek(max(0, chemin.stat().st_size - _QUEUE))
        return _RACINE_FERMEE.search(source.read()) is None


def _find_entites(tete: bytes) -> bytes | None:
    """Return the document type of a file when it declares entities."""
    prologue = drop_comments(tete)
    debut = prologue.find(b"<!DOCTYPE")
    if debut < 0:
        return None
    record = _RECORD.search(prologue)
    if record and record.start() < debut:
        return None
    entite = prologue.find(b"<!ENTITY", debut)
    return prologue[debut : entite + _TETE] if entite >= 0 else None


def _find_codec(tete: bytes) -> str:
    """Return the codec that the file declares; UTF-8 when it declares none that we can follow."""
    declaration = _DECLARATION.match(tete.removeprefix(codecs.BOM_UTF8).lstrip())
    if not declaration:
        return "utf-8"
    try:
        nom = codecs.lookup(declaration[1].decode()).name
    except LookupError:
        return "utf-8"
    if nom == "iso8859-1":
        return "cp1252"  # what is called ISO-8859-1 is written in cp1252 as a rule
    return nom if _CODECS.fullmatch(nom) else "utf-8"


def _convert(
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

    def compose(self, brut: bytes, part: MorceauXml, rang: int) -> bytes:
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
