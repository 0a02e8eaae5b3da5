"""What every file that is sent goes through, in its box: its content is compared with its name."""

import json
import re
import shutil
import struct
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Final, NoReturn

from lxml import etree

from spaser.moteur.decp.archives import BUREAUTIQUE, SEPARATEUR, VIDE, Archives, is_bureautique
from spaser.moteur.envois import formats
from spaser.moteur.envois.formats import Defaut, Format
from spaser.moteur.envois.parties import parse_xml
from spaser.moteur.tables.modele import ILLISIBLES
from spaser.moteur.valeurs import Ignore, Piece

_ABIMES: Final = (*ILLISIBLES, ValueError, IndexError, struct.error)
_TETE: Final = 4096
_BLOC: Final = 64 * 1024
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_ENREGISTRER: Final = "Enregistrez-le de nouveau depuis votre logiciel, puis renvoyez-le."
_SANS_MACRO: Final = "Enregistrez-le sans macro."
_PROTEGE: Final = ("est protégé par un mot de passe.", "Enregistrez-le sans mot de passe.")
_SANS_LIEN: Final = "Supprimez le modèle ou l’objet lié, ou exportez-le en PDF."
# What each archive of an office is called, what it must hold.
_BUREAU: Final = {
    Format.ODT: ("un texte OpenDocument", {"content.xml", "META-INF/manifest.xml"}),
    Format.ODS: ("un tableur OpenDocument", {"content.xml"}),
    Format.DOCX: ("un texte Word", {"[Content_Types].xml", "word/document.xml"}),
    Format.XLSX: ("un classeur Excel", {"[Content_Types].xml", "xl/workbook.xml"}),
}


def check_envoi(chemin: Path, genre: Format, ouvertes: bool) -> None:  # noqa: FBT001 - by its place
    """Compare a file with what its name announces, then look inside.

    Raises:
        Defaut: the first reason not to take it. `ouvertes`: open data, whose reader mends a lot.
    """
    with chemin.open("rb") as fichier:
        debut = fichier.read(_TETE)
        if not debut.startswith(genre.debut):
            contenu = formats.describe_contenu(debut)
            remede = f"Exportez le document en {genre.name}, sans seulement changer son nom."
            if genre in formats.ARCHIVES:
                remede = formats.REFAIRE
            raise Defaut(f"n’est pas un {genre.name} : son contenu est {contenu}.", remede)
        try:
            _check(fichier, debut, genre, ouvertes=ouvertes)
        except _ABIMES as erreur:
            raise Defaut("est abîmé ou incomplet.", _ENREGISTRER) from erreur


def _check(fichier: IO[bytes], debut: bytes, genre: Format, *, ouvertes: bool) -> None:
    """Call the control of a format; two bring libraries that the others do without."""
    if genre is Format.PDF:
        from spaser.moteur.envois.pdf import check_pdf

        check_pdf(fichier)
    elif genre is Format.PARQUET:
        from spaser.moteur.envois.parquet import check_parquet

        check_parquet(fichier)
    elif genre in _BUREAU:
        check_bureau(fichier, genre)
    elif genre in formats.ARCHIVES:
        _check_archive(fichier, genre)
    elif genre is Format.JSON and not ouvertes:
        _check_json(fichier)
    else:
        check_donnees(debut, genre)


# An office file: a sound archive of XML, without macro, lock, entity or outside call.
#
# A workbook of three hundred thousand lines unfolds to hundreds of megabytes: only its structure
# and the head of its parts are looked at; a text is unfolded to its end.

_ENTREES: Final = 5000
_TEXTE_DEPLIE: Final = 300 * formats.MEGA
_CLASSEUR_DEPLIE: Final = 1200 * formats.MEGA
_XML: Final = 60 * formats.MEGA
_RAPPORT: Final = 200  # unfolded over folded; text compresses twenty times at best
_FIN: Final = 22  # bytes of the record that ends an archive without comment
_DEMESURE: Final = "se déplie en un document démesuré."
_MACROS: Final = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml)$|^Basic/|^Scripts/|macrosignatures\.xml$|(^|/)activeX/",
    re.IGNORECASE,
)
_OBJETS: Final = re.compile(r"^word/embeddings/.*\.(bin|ole)$", re.IGNORECASE)
# An outside link of these kinds is fetched at opening; a plain hyperlink is not.
_LIENS_ACTIFS: Final = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/afChunk")


def check_bureau(fichier: IO[bytes], genre: Format) -> None:
    texte = genre in formats.DOCUMENTS
    with _open_archive(fichier, _ENREGISTRER) as archive:
        noms = _check_structure(archive, _TEXTE_DEPLIE if texte else _CLASSEUR_DEPLIE)
        if not texte and BUREAUTIQUE.isdisjoint(noms):
            remede = "Envoyez le classeur qu’elle contient, ou redonnez-lui l’extension .zip."
            raise Defaut("est une archive ZIP dont seul le nom a changé.", remede)
        for entree in archive.infolist():
            if texte:
                _check_partie(archive, entree)
            elif _is_xml(entree) and b"<!DOCTYPE" in _read_tete(archive, entree.filename):
                _refuse("déclare des entités XML.")
        _check_nature(archive, genre, noms)
        if genre is Format.ODT:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Defaut(*_PROTEGE)
            if b"script:event-listener" in archive.read("content.xml"):
                raise Defaut("lance une macro.", _SANS_MACRO)


def _check_nature(archive: zipfile.ZipFile, genre: Format, noms: list[str]) -> None:
    nom, parties = _BUREAU[genre]
    ouvert, vus = genre in {Format.ODT, Format.ODS}, noms[:1] if genre is Format.ODT else noms
    mime = _read_tete(archive, "mimetype") if "mimetype" in vus else b""
    if ouvert and mime != genre.mime.encode():
        _refuse(f"n’est pas {nom}.")
    if not parties <= set(noms):
        _refuse("est incomplet.")
    if genre in {Format.DOCX, Format.XLSX}:
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise Defaut("contient des macros.", _SANS_MACRO)
        if f"{genre.mime}.main+xml" not in types:
            _refuse(f"n’est pas {nom}.")
    if genre is Format.DOCX:
        _check_liens(archive)


def _check_liens(archive: zipfile.ZipFile) -> None:
    for nom in archive.namelist():
        for lien in parse_xml(archive.read(nom)) if nom.endswith(".rels") else ():
            externe = lien.get("TargetMode") == "External"
            if externe and str(lien.get("Type", "")).endswith(_LIENS_ACTIFS):
                raise Defaut("va chercher un contenu ailleurs à l’ouverture.", _SANS_LIEN)


def _refuse(probleme: str) -> NoReturn:
    """Refuse an archive that saving it again would mend."""
    raise Defaut(probleme, _ENREGISTRER)


def _open_archive(fichier: IO[bytes], remede: str) -> zipfile.ZipFile:
    """Open an archive that fills its file: nothing before it, nothing after."""
    fichier.seek(max(0, fichier.seek(0, 2) - _FIN))
    fin = fichier.read()
    if not fin.startswith(b"PK\x05\x06") or not fin.endswith(b"\x00\x00"):
        raise Defaut("est abîmé ou incomplet, ou contient autre chose à sa suite.", remede)
    try:
        archive = zipfile.ZipFile(fichier)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as erreur:
        raise Defaut("est abîmé ou incomplet.", remede) from erreur
    entrees = archive.infolist()
    decale = min((e.header_offset for e in entrees), default=1) > 0
    if decale or len({e.filename for e in entrees}) < len(entrees):
        raise Defaut("a une structure inhabituelle.", remede)
    return archive


def _check_structure(archive: zipfile.ZipFile, deplie: int) -> list[str]:
    """Check names, sizes, locks and macros without unfolding anything; return the names."""
    entrees = archive.infolist()
    if len(entrees) > _ENTREES or sum(e.file_size for e in entrees) > deplie:
        _refuse(_DEMESURE)
    noms = [entree.filename for entree in entrees]
    if any(map(_is_louche, noms)):
        _refuse("a une structure inhabituelle.")
    for entree in entrees:
        if entree.flag_bits & 1:
            raise Defaut(*_PROTEGE)
        if _MACROS.search(entree.filename):
            raise Defaut("contient des macros.", _SANS_MACRO)
        if _OBJETS.search(entree.filename):
            raise Defaut("contient un objet d’un autre logiciel.", _SANS_LIEN)
        if entree.file_size > formats.MEGA and entree.file_size > _RAPPORT * entree.compress_size:
            _refuse(_DEMESURE)
    return noms


def _is_louche(nom: str) -> bool:
    chemin = PurePosixPath(nom)
    sort = chemin.is_absolute() or ".." in chemin.parts or "\\" in nom or ":" in nom
    return sort or chemin.suffix.lower().removeprefix(".") in formats.EXTENSIONS_ACTIVES - {"bin"}


def _is_xml(entree: zipfile.ZipInfo) -> bool:
    return entree.filename.lower().endswith((".xml", ".rels", ".rdf"))


def _read_tete(archive: zipfile.ZipFile, nom: str) -> bytes:
    with archive.open(nom) as partie:
        return partie.read(_TETE)


def _check_partie(archive: zipfile.ZipFile, entree: zipfile.ZipInfo) -> None:
    """Unfold one part to its end: zipfile stops at the announced size and checks its sum."""
    if not _is_xml(entree):
        with archive.open(entree) as partie:
            while partie.read(_BLOC):
                pass
        return
    if entree.file_size > _XML:
        _refuse(_DEMESURE)
    try:
        racine = parse_xml(archive.read(entree))
    except etree.XMLSyntaxError as erreur:
        raise Defaut("est abîmé : une de ses parties est illisible.", _ENREGISTRER) from erreur
    declarations = racine.getroottree().docinfo.internalDTD
    if declarations is not None and declarations.entities():
        _refuse("déclare des entités XML.")


# Compressed open data: unfolded whole, aside, by the rules of who reads it later.

_RETIRER: Final = "Refaites l’archive sans lui, ou envoyez les fichiers sans les compresser."


def _check_archive(fichier: IO[bytes], genre: Format) -> None:
    if genre is Format.ZIP:
        _open_archive(fichier, formats.REFAIRE).close()
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        copie = Path(dossier) / "archive"
        fichier.seek(0)
        with copie.open("wb") as sortie:
            shutil.copyfileobj(fichier, sortie)
        if is_bureautique(copie):
            remede = "Redonnez-lui sa vraie extension : un tableur s’envoie en .xlsx ou en .ods."
            raise Defaut("est un classeur ou un document, pas une archive.", remede)
        archives = Archives(copie.parent, formats.DEPLIE)
        for rang, membre in enumerate(archives.open_archive(copie, "archive")):
            if rang == formats.MEMBRES:
                remede = "Répartissez-les entre plusieurs archives, par année par exemple."
                raise Defaut(f"contient plus de {formats.MEMBRES} fichiers.", remede)
            _check_membre(membre)


def _check_membre(membre: Piece | Ignore) -> None:
    """Look at a file that came out, then make room for the next one."""
    nom = membre.nom.partition(SEPARATEUR)[2]
    debut = f"contient « {nom} », qui" if nom else "contient un fichier qui"
    if isinstance(membre, Ignore):
        if membre.raison == VIDE:  # told later, with what is inside
            return
        probleme = f"{debut} ne peut pas être lu ({membre.raison})."
        raise Defaut(probleme, _RETIRER if nom else formats.REFAIRE)
    chemin = Path(membre.chemin)
    actif = PurePosixPath(nom).suffix.lower().removeprefix(".") in formats.EXTENSIONS_ACTIVES
    with chemin.open("rb") as piece:
        if actif or formats.is_executable(piece.read(16)):
            remede = "Envoyez le fichier exporté par votre profil d’acheteur."
            probleme = f"{debut} pourrait s’exécuter : programme, script, macro ou page web."
            raise Defaut(probleme, _RETIRER if nom else remede)
        if is_bureautique(chemin) and (genre := _find_classeur(piece)):
            try:
                check_bureau(piece, genre)
            except Defaut as defaut:
                raise Defaut(f"{debut} {defaut.probleme}", defaut.remede) from defaut
            except _ABIMES as erreur:
                raise Defaut(f"{debut} est abîmé ou incomplet.", _RETIRER) from erreur
    chemin.unlink()


def _find_classeur(piece: IO[bytes]) -> Format | None:
    """Return the kind of a workbook, which may be read; nobody opens another document."""
    with zipfile.ZipFile(piece) as archive:
        noms = archive.namelist()
        if "xl/workbook.xml" in noms:
            return Format.XLSX
        ods = "mimetype" in noms and _read_tete(archive, "mimetype")
        return Format.ODS if ods == Format.ODS.mime.encode() else None


# Texts: a table, open data to be mended by its reader, one JSON object.

_PAGE: Final = (b"<!doctype html", b"<html", b"<script")


def check_donnees(debut: bytes, genre: Format) -> None:
    """Refuse what is no text of CSV, of JSON or of XML, however damaged."""
    contenu = formats.describe_contenu(debut)
    binaire = b"\0" in debut and not debut.startswith(_UTF16)
    if genre is Format.CSV:
        if binaire or contenu != "autre chose":
            remede = "Exportez-le de nouveau depuis votre logiciel."
            raise Defaut(f"n’est pas un CSV : son contenu est {contenu}.", remede)
    elif binaire:
        remede = "Exportez-le de nouveau depuis votre profil d’acheteur."
        raise Defaut(f"n’est pas un fichier de données : son contenu est {contenu}.", remede)
    elif debut.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE):
        remede = "Téléchargez-le de nouveau depuis votre profil d’acheteur."
        raise Defaut("est une page web, sans doute un message d’erreur.", remede)


def _check_json(fichier: IO[bytes]) -> None:
    fichier.seek(0)
    faute = "ne contient pas un objet JSON."
    try:
        if isinstance(json.loads(fichier.read().decode("utf-8-sig")), dict):
            return
    except UnicodeDecodeError:
        faute = "n’est pas écrit en UTF-8."
    except json.JSONDecodeError as erreur:
        faute = f"n’est pas un JSON correct (ligne {erreur.lineno}, colonne {erreur.colno})."
    except RecursionError:
        faute = "est un JSON trop profond."
    except ValueError:
        faute = "contient un nombre démesuré."
    remede = "Vérifiez-le avec le schéma publié sur ce site, puis envoyez-le de nouveau."
    raise Defaut(faute, remede)
