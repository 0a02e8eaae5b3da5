"""Reads XML of schemas v1 and v2: cut into stretches of whole records, each converted by itself.

A record made of plain tags is cut at their brackets. Anything else in it (attributes, comments,
CDATA) sends it to lxml; what lxml refuses is escaped and tried again, then put aside.
"""

import codecs
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from spaser.moteur.decp.json.decodage import Compositeur
from spaser.moteur.decp.octets import (
    CARACTERE_DE_CONTROLE,
    DOCTYPE_REFUSE,
    ENCODAGE_SUPPOSE,
    LISTE_OUVERTE,
    OCTETS_MAX,
    TEXTE_PARASITE,
    TEXTE_PERDU,
    TRONQUE,
    TROP_IMBRIQUE,
    TROP_LONG,
    Anomalie,
    anomalie,
    decode_prudent,
    explain_failure,
    reject,
    restore,
    show,
    to_utf8,
)
from spaser.moteur.decp.xml.decoupe import (
    MorceauXml,
    Troncon,
    cut,
    drop_comments,
    is_closed,
    split,
    split_exactly,
)
from spaser.moteur.decp.xml.rapide import (
    FAMILLES,
    SIMPLES,
    ConstructeurObjet,
    FormeError,
    LectureRapide,
    Noeud,
    Objet,
)
from spaser.moteur.valeurs import Lecture, Rebut

ENTITE: Final = "entite_inconnue"
ESPERLUETTE: Final = "esperluette_non_echappee"
CHEVRON: Final = "chevron_non_echappe"
BALISES: Final = "balises_dans_un_texte"

_LIEUX_MAX: Final = 200  # changes whose place is looked for
_OCTET: Final = re.compile("[\udc80-\udcff]")
_INTERDIT: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|&#(?:(\\d{1,9})|x([0-9a-fA-F]{1,8}));"
)
_CARACTERE_XML: Final = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNICODE_MAX: Final = 0x10FFFF
_ENTITE: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)(\w{1,40};)")
_ESPERLUETTE: Final = re.compile(r"&(?!\w{1,40};|#\d{1,9};|#x[0-9a-fA-F]{1,8};)")
_CHEVRON: Final = re.compile(r"<(?![A-Za-z_/!?])")
_DEJA_LA: Final = re.compile(r"<!\[CDATA\[|<!--")
_PREFIXE: Final = re.compile(r"[\s</]([A-Za-z_][\w.-]*):[A-Za-z_]")
_NOM_BALISE: Final = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[^<>]*>([^<]*)")

_ANALYSEUR: Final = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)

type Remplacement = Callable[[re.Match[str]], str]


def parse_carefully(texte: str) -> tuple[Objet, list[Anomalie]]:
    """Return the values of a record and what was changed in it.

    Raises:
        FormeError: it is no XML, even so.
    """
    soin = _Soin()
    texte = soin.replace(_OCTET, texte, ENCODAGE_SUPPOSE, lambda m: restore(m[0])[0])
    texte = soin.replace(_INTERDIT, texte, CARACTERE_DE_CONTROLE, _keep_allowed)
    try:
        racine = _parse(texte)
    except etree.XMLSyntaxError:
        racine = _parse_escaped(texte, soin)
    if racine.text and racine.text.strip():
        raise FormeError("du texte à la place des champs")
    forme = ConstructeurObjet()
    valeurs = forme.build(_list_noeuds(racine, soin, record=True))
    return valeurs, soin.anomalies + forme.anomalies


class _Soin:
    def __init__(self) -> None:
        self.anomalies: list[Anomalie] = []

    def replace(
        self, motif: re.Pattern[str], texte: str, code: str, remplacement: Remplacement
    ) -> str:
        """Replace what matches; one anomaly per field."""
        champs: dict[str | None, str | None] = {}
        restants = iter(range(_LIEUX_MAX))

        def change(trouve: re.Match[str]) -> str:
            nouveau = remplacement(trouve)
            if nouveau != trouve[0] and next(restants, None) is not None:
                champ, valeur = _locate(texte, trouve.start())
                champs.setdefault(champ, valeur)
            return nouveau

        texte = motif.sub(change, texte)
        self.anomalies += [anomalie(code, champ, valeur) for champ, valeur in champs.items()]
        return texte

    def note(self, code: str, champ: str, valeur: str) -> None:
        self.anomalies.append(anomalie(code, champ, valeur))


def _locate(texte: str, position: int) -> tuple[str | None, str | None]:
    balise = _NOM_BALISE.match(texte, max(0, texte.rfind("<", 0, position)))
    if not balise:
        return None, None
    return balise[1], _INTERDIT.sub("", restore(balise[2])[0]).strip()


def _keep_allowed(trouve: re.Match[str]) -> str:
    """Return a numeric reference when it stands for a character of XML, else nothing."""
    decimal, hexadecimal = trouve.groups()
    if not decimal and not hexadecimal:
        return ""
    point = int(decimal) if decimal else int(hexadecimal, 16)
    return trouve[0] if point <= _UNICODE_MAX and _CARACTERE_XML.match(chr(point)) else ""


def _parse_escaped(texte: str, soin: _Soin) -> etree._Element:
    if _DEJA_LA.search(texte):
        raise FormeError("XML mal formé")
    texte = soin.replace(_ENTITE, texte, ENTITE, _translate_entite)
    texte = soin.replace(_ESPERLUETTE, texte, ESPERLUETTE, lambda _: "&amp;")
    texte = soin.replace(_CHEVRON, texte, CHEVRON, lambda _: "&lt;")
    try:
        return _parse(texte)
    except etree.XMLSyntaxError as erreur:
        raise FormeError("XML mal formé") from erreur


def _translate_entite(trouve: re.Match[str]) -> str:
    """Return the character of an HTML entity; one that nobody knows becomes plain text."""
    caractere = html.unescape(trouve[0])
    return f"&amp;{trouve[1]}" if caractere == trouve[0] else html.escape(caractere)


def _parse(texte: str) -> etree._Element:
    prefixes = {p for p in _PREFIXE.findall(texte) if not p.lower().startswith("xml")}
    declarations = "".join(f' xmlns:{prefixe}="{prefixe}"' for prefixe in sorted(prefixes))
    racine = etree.fromstring(f"<r{declarations}>{texte}</r>".encode(), _ANALYSEUR)
    if len(racine) != 1:
        raise FormeError("XML mal formé")
    return racine[0]


def _list_noeuds(parent: etree._Element, soin: _Soin, *, record: bool = False) -> list[Noeud]:
    noeuds: list[Noeud] = []
    for element in parent:
        nom = str(element.tag).rpartition("}")[2]
        texte = element.text or ""
        if len(element) and record and nom in SIMPLES:
            texte = "".join(map(str, element.itertext()))
            soin.note(BALISES, nom, texte)
        elif len(element):
            _note_lost(element, nom, soin)
            noeuds.append((nom, _list_noeuds(element, soin)))
            continue
        noeuds.append((nom, texte.strip() or None))
    return noeuds


def _note_lost(element: etree._Element, nom: str, soin: _Soin) -> None:
    textes = [element.text, *(enfant.tail for enfant in element)]
    perdu = " ".join(texte.strip() for texte in textes if texte and texte.strip())
    if perdu:
        soin.note(TEXTE_PERDU, nom, perdu)


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
        lignes: list[bytes] = []
        rebuts: list[Rebut] = []
        inconnus = self._compositeur.champs_inconnus = {}
        parts = split(octets)
        for rang, part in enumerate(parts, premier_rang):
            brut = octets[part.debut : part.fin]
            try:
                lignes.append(self._compose(brut, part, rang))
            except FormeError as erreur:
                au_bout = troncon.dernier and part.fin == len(octets)
                rebuts.append(_reject(rang, brut, erreur, au_bout=au_bout))
        return b"".join(lignes), Lecture(lus=len(parts), rebuts=rebuts, champs_inconnus=inconnus)

    def _compose(self, brut: bytes, part: MorceauXml, rang: int) -> bytes:
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
