"""Telling what a file is, by its contents: names and extensions prove nothing."""

import re
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from spaser.moteur.decp.octets import decode_large
from spaser.moteur.decp.tableaux.reparation import read_entete
from spaser.moteur.valeurs import Ignore, Piece

_JETON: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?|([{\[])|([}\]])', re.DOTALL)
_PROFONDEUR_MAX: Final = 4
_CONTENEURS: Final = frozenset({"marches", "marche", "contrat-concession"})
_SCHEMA: Final = frozenset({"definitions", "$defs", "properties", "additionalProperties"})
# Fields of a record that other data seldom have, and those that only go with them.
_PROPRES: Final = frozenset(
    """
    acheteur acheteur.id autoriteConcedante codeCPV concessionnaires dateNotification
    datePublicationDonnees formePrix lieuExecution titulaires valeurGlobale
    """.split()
)
_COURANTS: Final = frozenset(
    {"_type", "dureeMois", "id", "montant", "nature", "objet", "procedure", "uid", "modifications"}
)
_COURANTS_MIN: Final = 3
_TABLEAU: Final = frozenset({"acheteur_id", "titulaire_id", "titulaire_id_1"})
_IMBRIQUES: Final = frozenset({"acheteur", "acheteur.id", "autoriteConcedante", "titulaires"})
_SANS_MARCHE: Final = "fichier JSON sans marché : ni « marches », ni acheteur, ni titulaires"


class _Vues(NamedTuple):
    """Keys met, by the number of braces and brackets open around them."""

    cles: list[set[str]]

    def at(self, profondeur: int) -> set[str]:
        return self.cles[profondeur] if profondeur < len(self.cles) else set()


def recognise_json(texte: str) -> str | None:
    """Return why the start of a JSON text announces no record, None when it announces some.

    A record stands at the root, in a list, or under `marches`, as a list or by family.
    """
    vues = _list_cles(texte)
    racine = vues.at(1)
    if racine & _CONTENEURS:
        return None
    if racine & _SCHEMA or ("$schema" in racine and not _is_record(racine)):
        return "schéma de données : il décrit des marchés, il n’en contient pas"
    if "features" in racine or "geometry" in racine | vues.at(2):
        return "données géographiques (GeoJSON), sans marché"
    return _find_fault(vues)


def _find_fault(vues: _Vues) -> str | None:
    """Look for records below the root."""
    profondeurs = range(1, _PROFONDEUR_MAX + 1)
    if any(_is_ligne(vues.at(p)) for p in profondeurs):
        return "tableau exporté en JSON : exportez-le plutôt en CSV"
    if vues.at(2) & _CONTENEURS or any(_is_record(vues.at(p)) for p in profondeurs):
        return None
    return _SANS_MARCHE if any(vues.cles) else "fichier JSON sans aucun enregistrement"


def _is_ligne(cles: set[str]) -> bool:
    """Tell a row of a flat table from a record."""
    return bool(cles & _TABLEAU) and not cles & _IMBRIQUES


def _is_record(cles: set[str]) -> bool:
    return bool(cles & _PROPRES) or len(cles & _COURANTS) >= _COURANTS_MIN


def _list_cles(texte: str) -> _Vues:
    cles: list[set[str]] = [set() for _ in range(_PROFONDEUR_MAX + 1)]
    profondeur = 0
    for jeton in _JETON.finditer(texte):
        if jeton[3]:
            profondeur += 1
        elif jeton[4]:
            profondeur = max(0, profondeur - 1)
        elif jeton[2] and profondeur <= _PROFONDEUR_MAX:
            cles[profondeur].add(jeton[1].strip())
    return _Vues(cles)


APERCU: Final = 1 << 16


class Disposition(StrEnum):
    JSON_MARCHES = "json"
    XML_MARCHES = "xml"
    TABLEAU_DECPINFO = "tableau decp.info"
    TABLEAU_MINISTERE = "tableau du ministère"
    PARQUET_DECPINFO = "Parquet decp.info"


_AUTRE_COMPRESSION: Final = "archive d’un format non pris en charge : décompressez-la d’abord"
_CLASSEUR: Final = "classeur ou document : enregistrez les marchés en JSON, XML ou CSV"
_IMAGE: Final = "image"
_SIGNATURES: Final = (
    (b"%PDF", "document PDF : seuls les fichiers de données se lisent"),
    (b"PK\x03\x04", _CLASSEUR),
    (b"PK\x05\x06", _CLASSEUR),
    (b"\xd0\xcf\x11\xe0", "ancien classeur ou document : réenregistrez-le dans un format récent"),
    (b"{\\rtf", "document de traitement de texte"),
    (b"SQLite format 3\0", "base SQLite : exportez-la en CSV ou en Parquet"),
    (b"7z\xbc\xaf\x27\x1c", _AUTRE_COMPRESSION),
    (b"Rar!\x1a\x07", _AUTRE_COMPRESSION),
    (b"BZh", _AUTRE_COMPRESSION),
    (b"\xfd7zXZ\0", _AUTRE_COMPRESSION),
    (b"\x28\xb5\x2f\xfd", _AUTRE_COMPRESSION),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
)
_PARQUET: Final = b"PAR1"
_PREAMBULE: Final = 512  # characters of stray text before the records
_TAR: Final = slice(257, 262)
_VIDE: Final = "fichier vide"
_NOTE: Final = "texte libre : ni JSON, ni XML, ni tableau de marchés"
_PAGE_WEB: Final = (
    "page web, sans doute un message d’erreur du site : téléchargez à nouveau le fichier"
)
_SCHEMA_XML: Final = "schéma XML : il décrit des marchés, il n’en contient pas"

_BLANCS: Final = "\ufeff \t\r\n\x00\x0b\x0c\x85\u00a0\u2028"
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HORS_XML: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL
)
_DOCTYPE: Final = re.compile(
    r"<!DOCTYPE\s+(?:[\w.-]+:)?([\w.-]+)[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL
)
_BALISE: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
_RACINES: Final = frozenset({"marches", "marche", "contrat-concession"})

_BINAIRE: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_PHRASE: Final = re.compile(r"[.!?:]\s|[.!?]$|^#|^\W+$")
_ENFOUI: Final = (
    (re.compile(r'\{\s*"marches"\s*:\s*[\[{]'), Disposition.JSON_MARCHES),
    (re.compile(r"<(?:[\w.-]+:)?marches[\s>]"), Disposition.XML_MARCHES),
)
_LIGNES_VUES: Final = 20
_COLONNES_MONTREES: Final = 8
_DECPINFO: Final = ("titulaire_id", "montant", "dateNotification")
_MINISTERE: Final = frozenset({"titulaire_id_1"})
_MINISTERE_CONCESSIONS: Final = frozenset({"autoriteconcedante_id", "concessionnaire_id_1"})


def recognise(piece: Piece) -> Disposition | Ignore:
    """Return the layout of a file, or why it holds no contract that can be read."""
    chemin = Path(piece.chemin)
    try:
        with chemin.open("rb") as fichier:
            debut = fichier.read(APERCU)
        trouve = _recognise(debut, chemin, entier=len(debut) == piece.taille)
    except OSError:
        trouve = "fichier illisible (le système refuse de le lire)"
    return trouve if isinstance(trouve, Disposition) else Ignore(piece.nom, trouve)


def _recognise(debut: bytes, chemin: Path, *, entier: bool) -> Disposition | str:
    if debut.startswith(_PARQUET):
        return _recognise_parquet(chemin)
    if raison := _recognise_signature(debut):
        return raison
    texte = debut.decode(decode_large(debut) or "utf-8", "replace").lstrip(_BLANCS)
    if not texte:
        return _VIDE if entier else "fichier dont le début est vide"
    if texte[0] == "<":
        return _recognise_xml(texte)
    if texte[0] in "{[":
        return recognise_json(texte) or Disposition.JSON_MARCHES
    return _recognise_texte(texte, chemin)


def _recognise_signature(debut: bytes) -> str | None:
    if debut[_TAR] == b"ustar":
        return _AUTRE_COMPRESSION
    return next((raison for signe, raison in _SIGNATURES if debut.startswith(signe)), None)


def _recognise_xml(texte: str) -> Disposition | str:
    """Look at the root, then at the tags inside; comments and CDATA do not count."""
    nu = _HORS_XML.sub("", texte)
    doctype = _DOCTYPE.search(nu)
    balises = _BALISE.findall(_DOCTYPE.sub("", nu))
    racine = balises[0] if balises else ""
    if racine == "schema":
        return _SCHEMA_XML
    if _RACINES.intersection(balises) or (doctype and doctype[1] in _RACINES):
        return Disposition.XML_MARCHES
    if _HTML.match(texte) or racine.lower() == "html":
        return _PAGE_WEB
    nom = f" « {racine} »" if racine else ""
    return f"fichier XML dont la racine{nom} n’est pas « marches »"


def _recognise_parquet(chemin: Path) -> Disposition | str:
    import pyarrow.parquet as pq

    try:
        colonnes = pq.read_schema(chemin).names
    except (OSError, ValueError):
        return "fichier Parquet abîmé"
    if _is_decpinfo(set(colonnes)):
        return Disposition.PARQUET_DECPINFO
    return _explain_colonnes(colonnes)


def _recognise_texte(texte: str, chemin: Path) -> Disposition | str:
    for motif, disposition in _ENFOUI:
        if motif.search(texte, 0, _PREAMBULE):
            return disposition  # some stray text comes first
    if _BINAIRE.search(texte):
        return "fichier binaire d’un format non reconnu"
    colonnes, separateur = read_entete(chemin)
    noms = {c.strip() for c in colonnes}
    plies = {c.casefold().replace(".", "_") for c in noms}
    if _is_decpinfo(noms):
        return Disposition.TABLEAU_DECPINFO
    if plies >= _MINISTERE or plies >= _MINISTERE_CONCESSIONS:
        return Disposition.TABLEAU_MINISTERE
    return _explain_colonnes(colonnes) if _is_tableau(texte, colonnes, separateur) else _NOTE


def _is_tableau(texte: str, colonnes: Collection[str], separateur: str) -> bool:
    """Tell a table from prose with commas: short headers, and rows of the same width."""
    nommees = [c.strip() for c in colonnes if c.strip()]
    if len(nommees) <= 1 or any(map(_PHRASE.search, nommees)):
        return False
    lignes = texte.splitlines()[1:_LIGNES_VUES]
    pleines = sum(ligne.count(separateur) >= len(colonnes) - 1 for ligne in lignes)
    return pleines >= len(lignes) / 2


def _is_decpinfo(colonnes: Collection[str]) -> bool:
    cle = "uid" in colonnes or {"acheteur_id", "id"} <= set(colonnes)
    return cle and set(_DECPINFO) <= set(colonnes)


def _explain_colonnes(colonnes: Collection[str]) -> str:
    """Name what was found and what is missing for the layout of decp.info."""
    manquent = [c for c in _DECPINFO if c not in colonnes]
    if "uid" not in colonnes and not {"acheteur_id", "id"} <= set(colonnes):
        manquent.insert(0, "uid (ou acheteur_id et id)")
    vues = [c.strip()[:40] for c in colonnes if c.strip()]
    suite = ", …" if len(vues) > _COLONNES_MONTREES else ""
    montrees = ", ".join(vues[:_COLONNES_MONTREES]) + suite
    return f"tableau non reconnu : il manque {', '.join(manquent)} (colonnes vues : {montrees})"
