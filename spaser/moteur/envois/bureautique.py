"""Controls of an ODT or a DOCX: a small honest archive of XML, without macro or outside call."""

import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, Final, NoReturn

from lxml import etree

from spaser.moteur.decp.archives import BUREAUTIQUE
from spaser.moteur.envois.formats import (
    EXTENSIONS_ACTIVES,
    MEGA,
    TYPES_MIME,
    Defaut,
    Format,
    describe_contenu,
)

_ENTREES: Final = 5000
_DEPLIE: Final = 300 * MEGA
_XML: Final = 60 * MEGA
_RAPPORT: Final = 200  # unfolded over folded; text compresses twenty times at best
_BLOC: Final = 64 * 1024
_FIN: Final = 22  # bytes of the record that ends an archive without comment

_REENREGISTRER: Final = "Ouvrez-le dans votre logiciel et enregistrez-le de nouveau."
_SANS_MACRO: Final = "Enregistrez-le sans macro, ou exportez-le en PDF."
_SANS_LIEN: Final = "Supprimez le modèle ou l’objet lié, ou exportez-le en PDF."

_MACROS: Final = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml)$|^Basic/|^Scripts/|macrosignatures\.xml$|(^|/)activeX/",
    re.IGNORECASE,
)
_OBJETS: Final = re.compile(r"^word/embeddings/.*\.(bin|ole)$", re.IGNORECASE)
# An outside link of these kinds is fetched at opening; a plain hyperlink is not.
_LIENS_ACTIFS: Final = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/afChunk")
_PRINCIPAL: Final = f"{TYPES_MIME[Format.DOCX]}.main+xml"


def check_odt(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this ODT."""
    with open_archive(fichier) as archive:
        noms = _check_archive(archive)
        premiere = archive.infolist()[0]
        if premiere.filename != "mimetype" or archive.read("mimetype") != _mime(Format.ODT):
            refuse("n’est pas un texte OpenDocument.")
        need(noms, "content.xml", "META-INF/manifest.xml")
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Defaut("est protégé par un mot de passe.", "Enregistrez-le sans mot de passe.")
        if b"script:event-listener" in archive.read("content.xml"):
            raise Defaut("lance une macro.", _SANS_MACRO)


def check_docx(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this DOCX."""
    with open_archive(fichier) as archive:
        noms = _check_archive(archive)
        need(noms, "[Content_Types].xml", "word/document.xml")
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise Defaut("contient des macros.", _SANS_MACRO)
        if _PRINCIPAL not in types:
            refuse("n’est pas un texte Word.")
        for nom in noms:
            if nom.endswith(".rels"):
                _check_liens(archive.read(nom))


def _mime(genre: Format) -> bytes:
    return TYPES_MIME[genre].encode()


def refuse(probleme: str) -> NoReturn:
    """Refuse an archive that saving it again would mend."""
    raise Defaut(probleme, _REENREGISTRER)


def need(noms: list[str], *attendus: str) -> None:
    if not set(attendus) <= set(noms):
        refuse("est incomplet.")


def open_archive(fichier: IO[bytes], remede: str = _REENREGISTRER) -> zipfile.ZipFile:
    """Open an archive that fills its file: nothing before it, nothing after."""
    fichier.seek(max(0, fichier.seek(0, 2) - _FIN))
    fin = fichier.read()
    if not fin.startswith(b"PK\x05\x06") or not fin.endswith(b"\x00\x00"):
        raise Defaut("est abîmé ou incomplet, ou contient autre chose à sa suite.", remede)
    try:
        return zipfile.ZipFile(fichier)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as erreur:
        raise Defaut("est abîmé ou incomplet.", remede) from erreur


def is_irregular(archive: zipfile.ZipFile) -> bool:
    """Tell whether something comes before the first part, or two parts have the same name."""
    entrees = archive.infolist()
    decale = min((e.header_offset for e in entrees), default=1) > 0
    return decale or len({e.filename for e in entrees}) < len(entrees)


def _check_archive(archive: zipfile.ZipFile) -> list[str]:
    """Check names, sizes and every XML part; return the names."""
    noms = check_structure(archive, _DEPLIE)
    for entree in archive.infolist():
        try:
            _read_entree(archive, entree)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as erreur:
            raise Defaut("est abîmé ou incomplet.", _REENREGISTRER) from erreur
    return noms


def check_structure(archive: zipfile.ZipFile, deplie: int) -> list[str]:
    """Check names, sizes, locks and macros without unfolding anything; return the names."""
    entrees = archive.infolist()
    if len(entrees) > _ENTREES or sum(e.file_size for e in entrees) > deplie:
        raise Defaut("se déplie en un document démesuré.", _REENREGISTRER)
    noms = [entree.filename for entree in entrees]
    if is_irregular(archive) or any(map(_is_louche, noms)):
        refuse("a une structure inhabituelle.")
    for entree in entrees:
        _check_entree(entree)
    return noms


def _is_louche(nom: str) -> bool:
    chemin = PurePosixPath(nom)
    sort = chemin.is_absolute() or ".." in chemin.parts or "\\" in nom or ":" in nom
    return sort or chemin.suffix.lower().removeprefix(".") in EXTENSIONS_ACTIVES - {"bin"}


def _check_entree(entree: zipfile.ZipInfo) -> None:
    if entree.flag_bits & 1:
        raise Defaut("est protégé par un mot de passe.", "Enregistrez-le sans mot de passe.")
    if _MACROS.search(entree.filename):
        raise Defaut("contient des macros.", _SANS_MACRO)
    if _OBJETS.search(entree.filename):
        raise Defaut("contient un objet d’un autre logiciel.", _SANS_LIEN)
    if entree.file_size > MEGA and entree.file_size > _RAPPORT * entree.compress_size:
        raise Defaut("se déplie en un document démesuré.", _REENREGISTRER)


def _read_entree(archive: zipfile.ZipFile, entree: zipfile.ZipInfo) -> None:
    """Unfold one part to its end: zipfile stops at the announced size and checks its sum."""
    if entree.filename.lower().endswith((".xml", ".rels", ".rdf")):
        if entree.file_size > _XML:
            raise Defaut("se déplie en un document démesuré.", _REENREGISTRER)
        _check_xml(archive.read(entree))
        return
    with archive.open(entree) as partie:
        while partie.read(_BLOC):
            pass


def _check_xml(contenu: bytes) -> None:
    lecteur = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        racine = etree.fromstring(contenu, lecteur)
    except etree.XMLSyntaxError as erreur:
        raise Defaut("est abîmé : une de ses parties est illisible.", _REENREGISTRER) from erreur
    declarations = racine.getroottree().docinfo.internalDTD
    if declarations is not None and declarations.entities():  # type: ignore[union-attr]  # not in the stubs
        refuse("déclare des entités XML.")


def _check_liens(contenu: bytes) -> None:
    for lien in etree.fromstring(contenu):
        externe = lien.get("TargetMode") == "External"
        if externe and str(lien.get("Type", "")).endswith(_LIENS_ACTIFS):
            raise Defaut("va chercher un contenu ailleurs à l’ouverture.", _SANS_LIEN)


# Controls of a table: a text, or a sound archive. What it holds is read later, by the worker.
#
# A workbook of three hundred thousand lines unfolds to hundreds of megabytes: only its structure
# and the head of its parts are looked at here.

_CLASSEUR_DEPLIE: Final = 1200 * MEGA
_TETE: Final = 4096
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_REEXPORTER: Final = "Exportez-le de nouveau depuis votre logiciel."
_SORTIR: Final = "Envoyez le classeur qu’elle contient, ou redonnez-lui l’extension .zip."
_CLASSEUR_SANS_MACRO: Final = "Enregistrez-le en .xlsx, sans macro."
_CLASSEUR_PRINCIPAL: Final = f"{TYPES_MIME[Format.XLSX]}.main+xml"


def check_csv(fichier: IO[bytes]) -> None:
    """Raise Defaut if the file is not a text."""
    fichier.seek(0)
    debut = fichier.read(_TETE)
    genre = describe_contenu(debut)
    binaire = b"\0" in debut and not debut.startswith(_UTF16)
    if binaire or genre != "autre chose":
        raise Defaut(f"n’est pas un CSV : son contenu est {genre}.", _REEXPORTER)


def check_xlsx(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this workbook."""
    with open_archive(fichier) as archive:
        need(_check(archive), "[Content_Types].xml", "xl/workbook.xml")
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise Defaut("contient des macros.", _CLASSEUR_SANS_MACRO)
        if _CLASSEUR_PRINCIPAL not in types:
            refuse("n’est pas un classeur Excel.")


def check_ods(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this open document."""
    with open_archive(fichier) as archive:
        need(_check(archive), "mimetype", "content.xml")
        if archive.read("mimetype") != TYPES_MIME[Format.ODS].encode():
            refuse("n’est pas un tableur OpenDocument.")


def _check(archive: zipfile.ZipFile) -> list[str]:
    noms = check_structure(archive, _CLASSEUR_DEPLIE)
    if BUREAUTIQUE.isdisjoint(noms):
        raise Defaut("est une archive ZIP dont seul le nom a changé.", _SORTIR)
    for nom in noms:
        if nom.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in read_tete(archive, nom):
            refuse("déclare des entités XML.")
    return noms


def read_tete(archive: zipfile.ZipFile, nom: str) -> bytes:
    try:
        with archive.open(nom) as partie:
            return partie.read(_TETE)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as erreur:
        raise Defaut("est abîmé ou incomplet.", _REEXPORTER) from erreur
