"""Reads XML of schemas v1 and v2: cut into stretches of whole records, each converted by itself.

Records of a file often have the same tags, and differ by their texts only. Of each run of tags the
first is read with care, marks in place of its texts: what JSON puts around them is kept, and from
then on a line is texts joined by these pieces. Anything else in a record (attributes, comments,
CDATA) leaves it to `soin`, as do texts that JSON does not hold as they are.

Tried, in µs of CPU a record where this way takes 15, lines included: to cut texts by a regular
expression, 25; expat and callbacks that do nothing, 35; lxml, 17 to parse and 39 to walk as well.
"""

import codecs
import re
from collections.abc import Iterator
from json.encoder import encode_basestring
from pathlib import Path
from typing import Final, NamedTuple

from spaser.moteur.decp.json.decodage import Compositeur
from spaser.moteur.decp.octets import (
    DOCTYPE_REFUSE,
    LISTE_OUVERTE,
    OCTETS_MAX,
    TEXTE_PARASITE,
    TRONQUE,
    TROP_LONG,
    Anomalie,
    anomalie,
    decode_prudent,
    explain_failure,
    reject,
    show,
    to_utf8,
)
from spaser.moteur.decp.xml.decoupe import (
    MorceauXml,
    Troncon,
    are_plain,
    cut,
    drop_comments,
    is_closed,
    split_exactly,
    split_plainly,
)
from spaser.moteur.decp.xml.soin import FAMILLES, FormeError, Objet, parse_carefully
from spaser.moteur.valeurs import Lecture, Rebut

GABARITS_MAX: Final = 5_000

_BLANCS: Final = b" \t\r\n"
_ENTRE_BALISES: Final = b"\0\0"  # as long as what it replaces, which is quicker
_FIN_BALISES: Final = b"\1<"  # cuts as the other bracket does, and stays told from it
_CONTROLE: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")
_MARQUE: Final = re.compile(rb"~(\d+)~")  # no name may hold that sign
_INHABITUEL: Final = re.compile(rb"""[!?"'&~\\]""")  # in a tag
_RANG: Final = b'{"_rang":'

_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?")
_ENTITES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_IMPRIMABLE: Final = 32
_SUBSTITUTS: Final = 0xD800  # beyond, some references stand for no character

type _Balises = tuple[bytes, ...]


class _Gabarit(NamedTuple):
    """What a line holds but its texts: a piece before each of them, and one after the last."""

    pieces: list[bytes]
    perdus: list[int]  # where the texts stand that no column takes
    inconnus: tuple[str, ...]  # the fields that nobody knows


class LectureRapide:
    """Makes the lines of records from their bytes, in UTF-8."""

    def __init__(self, compositeur: Compositeur) -> None:
        self._compositeur = compositeur
        self._gabarits: dict[_Balises, _Gabarit | None] = {}

    def compose(self, brut: bytes, rang: int, nom: str) -> bytes | None:
        """Return the line of a record `nom`, or None when it needs more care."""
        morceaux = _cut_texts(brut)
        balises = tuple(morceaux[1::2])
        try:
            gabarit = self._gabarits[balises]
        except KeyError:
            if len(self._gabarits) >= GABARITS_MAX:
                self._gabarits.clear()
            gabarit = self._gabarits[balises] = _make_gabarit(balises, nom)
        if gabarit is None:
            return None
        textes = b"<".join(morceaux[::2])  # none holds that bracket
        if not _stand_in_json(textes):
            nets = _clean(textes)
            if nets is None:
                return None
            morceaux[2:-1:2] = nets
        for champ in gabarit.inconnus:
            self._compositeur.count(champ)
        for place in gabarit.perdus:
            morceaux[place] = b""
        morceaux[1::2] = gabarit.pieces
        morceaux[0] = b"%b%d" % (_RANG, rang)
        return b"".join(morceaux)


def _make_gabarit(balises: _Balises, nom: str) -> _Gabarit | None:
    """Return the pieces of a line; None when it holds more than its texts in their order."""
    toutes = b"<".join(balises)
    if not balises or toutes.count(b"\1") != len(balises) or _INHABITUEL.search(toutes):
        return None
    *vides, reste = (b"<" + toutes.replace(_ENTRE_BALISES, b"><")).split(b"\1")
    nombre = len(vides) - 1
    marque = b"".join([b"%b>~%d~" % (vide, numero) for numero, vide in enumerate(vides)])
    try:
        valeurs, anomalies = parse_carefully(marque.decode().removesuffix(f"~{nombre}~"))
    except (FormeError, UnicodeDecodeError):
        return None
    essai = Compositeur(FAMILLES[nom])
    autour = _MARQUE.split(essai.compose(valeurs, 0).removeprefix(_RANG + b"0"))
    gardes = [int(numero) for numero in autour[1::2]]
    if reste or anomalies or gardes != sorted(set(gardes)):
        return None
    pieces = [b""] * nombre + [autour[-1]]
    for place, piece in zip(gardes, autour[::2], strict=False):
        pieces[place] = piece
    perdus = [2 * place + 2 for place in set(range(nombre)) - set(gardes)]
    return _Gabarit(pieces, perdus, tuple(essai.champs_inconnus))


def _cut_texts(brut: bytes) -> list[bytes]:
    """Return a record as texts and tags in turn, quotes escaped; nothing if it is unusual."""
    if b"\r" in brut:
        brut = brut.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if brut.find(b"\n", 0, len(brut) // 2) >= 0:  # written on several lines
        brut = b">".join([morceau.lstrip(_BLANCS) for morceau in brut.split(b">")])
    if b"\0" in brut or b"\1" in brut:
        return []
    brut = brut.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    morceaux = brut.replace(b"><", _ENTRE_BALISES).replace(b">", _FIN_BALISES).split(b"<")
    if not len(morceaux) % 2 or morceaux[-1].strip(_BLANCS):
        return []  # a bracket stands in a text or is missing, or something follows the record
    morceaux[0] = morceaux[-1] = b""
    return morceaux


def _stand_in_json(textes: bytes) -> bool:
    """Tell whether texts, joined by brackets, need nothing more: quotes are escaped already."""
    try:
        imprimable = textes.decode().isprintable()
    except UnicodeDecodeError:
        return False
    return imprimable and not (b"&" in textes or b" <" in textes or b"< " in textes)


def _clean(textes: bytes) -> list[bytes] | None:
    """Return texts as JSON holds them, None when more care is needed."""
    try:
        joints = textes.decode()
        if _CONTROLE.search(joints):
            return None
        nets = joints[1:-1].split("<")
        if "&" in joints:
            nets = [_REFERENCE.sub(_resolve, net) if "&" in net else net for net in nets]
    except (FormeError, UnicodeDecodeError):
        return None
    nets = [net.strip() for net in nets]
    if not all(nets):
        return None
    joints = "\0".join(nets)
    return joints.replace("\n", "\\n").replace("\t", "\\t").encode().split(b"\0")


def _resolve(reference: re.Match[str]) -> str:
    """Return what a reference stands for, as JSON holds it."""
    nom, decimal, hexadecimal = reference.groups()
    if nom:
        return encode_basestring(_ENTITES[nom])[1:-1]
    if not decimal and not hexadecimal:
        raise FormeError("référence inconnue")
    point = int(decimal) if decimal else int(hexadecimal, 16)
    if point < _IMPRIMABLE or point >= _SUBSTITUTS:
        raise FormeError("caractère à lire avec soin")
    return encode_basestring(chr(point))[1:-1]


_TETE: Final = 1 << 16
_TETE_MAX: Final = 1 << 20
_DECLARATION: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_QUEUE: Final = 1 << 16
_RECORD: Final = re.compile(rb"<(?:[\w.-]+:)?(marche|contrat-concession|marches)[\s/>]")
_RACINE_FERMEE: Final = re.compile(rb"</(?:[\w.-]+:)?marches\s*+>")
# One byte a character, ASCII below 128: the only encodings in which tags can be cut as bytes.
_CODECS: Final = re.compile(r"iso8859-\d+|cp125\d|cp1140|cp437|cp85\d|mac-roman|koi8-[ru]")


def read_xml(chemin: Path, dossier: Path) -> Lecture:
    """Read a file and write its records as NDJSON files in `dossier`, in order."""
    ensemble = Lecture()
    for lecture in stream_xml(chemin, dossier):
        ensemble.add(lecture)
    return ensemble


def stream_xml(chemin: Path, dossier: Path) -> Iterator[Lecture]:
    """Read a file stretch by stretch, each to a file: what is read can be cast meanwhile.

    A copy in UTF-8 goes to `dossier` when the file needs one.
    """
    with explain_failure(chemin):
        lu = to_utf8(chemin, dossier / f"{chemin.name}.utf8")
        with lu.open("rb") as source:
            tete = source.read(_TETE_MAX)
            if entites := _find_entites(tete):
                yield Lecture(lus=1, rebuts=[reject(1, DOCTYPE_REFUSE, entites)])
                return
            conversion, inachevee = _Conversion(_find_codec(tete)), _is_open(lu, tete)
            lus = 0
            for numero, troncon in enumerate(cut(source)):
                lignes, lecture = conversion.convert(troncon, lus + 1)
                coupe = any(r.code == TRONQUE for r in lecture.rebuts[-1:])
                if troncon.dernier and inachevee and not coupe:
                    fin = reject(lus + lecture.lus + 1, TRONQUE, b"", LISTE_OUVERTE)
                    lecture.add(Lecture(lus=1, rebuts=[fin]))
                lus += lecture.lus
                if lignes:
                    sortie = dossier / f"{chemin.stem}-{numero:05d}.ndjson"
                    with explain_failure(sortie):
                        sortie.write_bytes(lignes)
                    lecture.fichiers.append(str(sortie))
                yield lecture


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


def _reject(rang: int, brut: bytes, erreur: FormeError, *, au_bout: bool) -> Rebut:
    texte = brut.rstrip()
    if au_bout and not is_closed(brut):
        return reject(rang, TRONQUE, texte)
    return reject(rang, erreur.code, texte, str(erreur))


class _PasSimpleError(Exception):
    """The records of a run do not all go from their tag to the next one."""


class _Conversion:
    """Makes the lines of records, the quick way or with care."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._compositeur = Compositeur()
        self._rapide = LectureRapide(self._compositeur)

    def convert(self, troncon: Troncon, premier_rang: int) -> tuple[bytes, Lecture]:
        """Return the records of a stretch as NDJSON, and what was found in it."""
        octets = troncon.octets
        if troncon.taille >= OCTETS_MAX:
            refus = reject(premier_rang, TROP_LONG, octets.rstrip(), taille=troncon.taille)
            return b"", Lecture(lus=1, rebuts=[refus])
        try:
            return self._convert_parts(troncon, split_plainly(octets), premier_rang)
        except _PasSimpleError:
            return self._convert_parts(troncon, split_exactly(octets), premier_rang, surs=True)

    def _convert_parts(
        self, troncon: Troncon, parts: list[MorceauXml], premier_rang: int, *, surs: bool = False
    ) -> tuple[bytes, Lecture]:
        """Convert records, which may prove to be cut elsewhere unless they are `surs`."""
        octets = troncon.octets
        lignes: list[bytes] = []
        rebuts: list[Rebut] = []
        inconnus = self._compositeur.champs_inconnus = {}
        if not (parts or surs):
            raise _PasSimpleError
        for rang, part in enumerate(parts, premier_rang):
            brut = octets[part.debut : part.fin]
            ligne = self._compose_quickly(brut, rang, part.nom)
            if ligne is None:
                surs = surs or are_plain(octets)
                if not surs:
                    raise _PasSimpleError
                try:
                    ligne = self._compose_carefully(brut, rang, part.nom)
                except FormeError as erreur:
                    au_bout = troncon.dernier and part.fin == len(octets)
                    rebuts.append(_reject(rang, brut, erreur, au_bout=au_bout))
                    continue
            lignes.append(ligne)
        return b"".join(lignes), Lecture(lus=len(parts), rebuts=rebuts, champs_inconnus=inconnus)

    def _compose_quickly(self, brut: bytes, rang: int, nom: str | None) -> bytes | None:
        if nom is None:
            return None
        try:
            utf8 = brut if self._codec == "utf-8" else brut.decode(self._codec).encode()
        except UnicodeDecodeError:
            return None
        return self._rapide.compose(utf8, rang, nom)

    def _compose_carefully(self, brut: bytes, rang: int, nom: str | None) -> bytes:
        """Return the line of one record; raises `FormeError` when it cannot be read."""
        if nom is None:
            raise FormeError("ces balises sont hors de tout enregistrement")
        valeurs, anomalies = _read_carefully(brut, self._codec)
        self._compositeur.famille = FAMILLES[nom]
        return self._compositeur.compose(valeurs, rang, anomalies)


def _read_carefully(brut: bytes, codec: str) -> tuple[Objet, list[Anomalie]]:
    """Read a record with lxml, cleaned; what follows its end is told, not lost."""
    part, *suite = split_exactly(brut)
    dedans = brut[part.debut : part.fin]
    texte = decode_prudent(dedans) if codec == "utf-8" else dedans.decode(codec, "replace")
    valeurs, anomalies = parse_carefully(texte)
    parasites = (show(brut[autre.debut : autre.fin].strip()) for autre in suite)
    return valeurs, anomalies + [anomalie(TEXTE_PARASITE, None, texte) for texte in parasites]
