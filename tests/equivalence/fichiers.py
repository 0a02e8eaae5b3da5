"""A file that leaves, as lines. It is known by what it holds; its name only helps for a text.

The first word of a line is what it tells of: `docx.p`, `xlsx.c`, `pdf.page`, `csv`, `json`.
"""

import gzip
import io
import json
import re
import zipfile
from contextlib import suppress
from zlib import crc32

import pyarrow.parquet
from lxml import etree
from PIL import Image

from tests.equivalence.bureautique import describe_document, find_genre
from tests.equivalence.pdf import describe_pdf

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_JETONS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]|:\s*|[^"{}\[\],:]+|"')
_PARSEUR = etree.XMLParser(resolve_entities=False, huge_tree=True)
_SEPARATEURS = (";", "\t", ",")


def describe_fichier(nom, contenu):
    """Return the lines of a file; of what cannot be read, its length and print."""
    try:
        return _find_lecteur(contenu)(nom, contenu)
    except Exception as erreur:  # noqa: BLE001 - a file made odd on purpose leaves too
        return [f"illisible {type(erreur).__name__}", *_describe_octets(nom, contenu)]


def _find_lecteur(contenu):
    debuts = {b"PK\x03\x04": _describe_zip, b"%PDF": _describe_pdf, b"PAR1": _describe_parquet}
    debuts |= {b"\x1f\x8b": _describe_gzip} | dict.fromkeys(_IMAGES, _describe_image)
    for debut, lecteur in debuts.items():
        if contenu.startswith(debut):
            return lecteur
    return _describe_octets if b"\0" in contenu or not contenu else _describe_texte


def _describe_octets(_nom, contenu):
    return [f"octets {len(contenu)} {crc32(contenu):08x}"]


def _describe_pdf(_nom, contenu):
    return describe_pdf(contenu)


def _describe_image(_nom, contenu):
    with Image.open(io.BytesIO(contenu)) as image:
        taille = f"{image.format} {image.width}x{image.height} {image.mode}"
    return [f"image {taille} {crc32(contenu):08x}"]


def _describe_gzip(nom, contenu):
    return ["gzip", *describe_fichier(nom.removesuffix(".gz"), gzip.decompress(contenu))]


def _describe_zip(_nom, contenu):
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        entrees = {nom: archive.read(nom) for nom in archive.namelist()}
    if genre := find_genre(entrees):
        return describe_document(genre, entrees)
    lignes = []
    for nom, dedans in sorted(entrees.items()):
        lignes += [f"zip.entrée {nom}", *describe_fichier(nom, dedans)]
    return lignes


def _describe_parquet(_nom, contenu):
    table = pyarrow.parquet.read_table(io.BytesIO(contenu))
    lignes = [f"parquet.champ {champ.name} {champ.type}" for champ in table.schema]
    rangees = (json.dumps(r, ensure_ascii=False, default=str) for r in table.to_pylist())
    return lignes + [f"parquet.ligne {rangee}" for rangee in rangees]


def _describe_texte(nom, contenu):
    try:
        texte, lettres = contenu.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        texte, lettres = contenu.decode("cp1252"), "cp1252"
    if contenu.startswith(b"\xef\xbb\xbf"):
        lettres += " bom"
    genre = _name_texte(nom, texte)
    if genre == "xml":
        with suppress(etree.XMLSyntaxError):
            return [f"xml {ligne}" for ligne in _split_balises(_write_canonical(contenu))]
    lignes = texte.split("\n")
    forme = f"{genre}.forme {lettres} {_tell_fins(lignes)}"
    if genre == "csv":
        forme += f" séparé par {_find_separateur(texte)!r}"
    elif genre == "json":
        jetons = _JETONS.findall(texte.strip())
        forme += f" {_tell_blancs(jetons)}"
        lignes = _break_json(jetons)
    elif genre in {"html", "xml"}:
        lignes = _split_balises(texte)
    return [forme, *(f"{genre} {ligne.rstrip('\r')}" for ligne in lignes)]


def _name_texte(nom, texte):
    debut = texte[:200].lstrip().lower()
    fin = nom.partition("?")[0].rpartition(".")[2].lower()
    if debut.startswith("begin:vcalendar"):
        return "ics"
    if debut.startswith(("<!doctype html", "<html")):
        return "html"
    if debut.startswith("<"):
        return "xml"
    if debut.startswith(("{", "[")):
        return "json"
    return "csv" if fin == "csv" or _looks_csv(texte) else "texte"


def _looks_csv(texte):
    """Say whether the first lines have as many separators, one at least."""
    premieres = texte.split("\n")[:3]
    separateur = _find_separateur(texte)
    combien = {ligne.count(separateur) for ligne in premieres if ligne}
    return len(premieres) > 1 and len(combien) == 1 and combien != {0}


def _find_separateur(texte):
    return max(_SEPARATEURS, key=texte.partition("\n")[0].count)


def _tell_fins(lignes):
    """Say how lines end, and whether the last one does."""
    fins = {"crlf" if ligne.endswith("\r") else "lf" for ligne in lignes[:-1]}
    return " ".join([*sorted(fins), *(["sans fin"] if lignes[-1] else [])])


def _write_canonical(contenu):
    return etree.tostring(etree.fromstring(contenu, _PARSEUR), method="c14n").decode()


def _split_balises(texte):
    return re.sub(r">\s*<", ">\n<", texte).split("\n")


def _break_json(jetons):
    """Return a line for each value; every sign is left as it is but blanks between values."""
    profondeur, ligne, lignes = 0, "", []
    for jeton in jetons:
        if jeton in {"[", "{"}:
            debut = "" if ligne in {"]", "}"} else ligne  # of the next record, after a whole one
            lignes += ["  " * profondeur + ligne] if ligne != debut else []
            lignes.append("  " * profondeur + debut + jeton)
            profondeur, ligne = profondeur + 1, ""
        elif jeton in {"]", "}", ","}:
            lignes += ["  " * profondeur + ligne] if ligne else []
            ferme = jeton != ","
            profondeur, ligne = profondeur - ferme, jeton if ferme else ""
        else:
            ligne += jeton if jeton[0] in ':"' else jeton.strip()
    return [*lignes, ligne]


def _tell_blancs(jetons):
    """Say how values are set apart in JSON."""
    blancs = {jeton[: len(jeton) - len(jeton.lstrip())] for jeton in jetons}
    return " ".join(sorted(map(repr, blancs - {""}))[:9]) or "serré"
