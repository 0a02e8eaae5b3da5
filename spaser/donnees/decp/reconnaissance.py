"""Telling what a file is, by its contents: names and extensions prove nothing."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from spaser.donnees.decp.tableaux.reparation import read_entete
from spaser.donnees.valeurs import Ignore, Piece

APERCU: Final = 1 << 16


class Disposition(StrEnum):
    """The layouts that a reader exists for."""

    JSON_MARCHES = "json"
    XML_MARCHES = "xml"
    TABLEAU_DECPINFO = "tableau decp.info"
    TABLEAU_MINISTERE = "tableau du ministère"
    PARQUET_DECPINFO = "Parquet decp.info"


_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HTML: Final = re.compile(r"\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_SCHEMA: Final = re.compile(r'"(?:definitions|\$defs|properties|additionalProperties)"\s*:')
_MARCHES: Final = re.compile(r'"marches?"\s*:\s*[\[{]|"contrat-concession"\s*:\s*[\[{]')
_RECORD: Final = re.compile(
    r'"(?:acheteur|acheteur\.id|autoriteConcedante|titulaires|concessionnaires|codeCPV|objet)"\s*:'
)
_XML_RACINE: Final = re.compile(r"<(?:\w+:)?(marches|marche|contrat-concession)\b")
_XSD: Final = re.compile(r"<(?:\w+:)?schema\b[^>]*XMLSchema", re.DOTALL)
_XML_TAG: Final = re.compile(r"<(?!\?|!)([\w:.-]+)")
_BINAIRES: Final = (
    (b"%PDF", "document PDF : seuls les fichiers de données se lisent"),
    (b"PK", "classeur ou document : enregistrez les marchés en JSON, XML ou CSV"),
    (b"\xd0\xcf\x11\xe0", "ancien classeur ou document : réenregistrez-le dans un format récent"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
)


def recognise(piece: Piece) -> Disposition | Ignore:
    """Return the layout of a file, or why it holds no contract that can be read."""
    chemin = Path(piece.chemin)
    with chemin.open("rb") as fichier:
        debut = fichier.read(APERCU)
    if debut.startswith(b"PAR1"):
        return _recognise_parquet(piece, chemin)
    for signature, raison in _BINAIRES:
        if debut.startswith(signature):
            return Ignore(piece.nom, raison)
    texte = _decode(debut).lstrip("\ufeff \t\r\n\x00")
    if not texte:
        return Ignore(piece.nom, "fichier vide")
    if _HTML.match(texte):
        return Ignore(
            piece.nom,
            "page web, sans doute un message d'erreur du site : téléchargez à nouveau le fichier",
        )
    if texte[0] == "<":
        return _recognise_xml(piece, texte)
    if texte[0] in "{[":
        return _recognise_json(piece, texte)
    return _recognise_texte(piece, chemin)


def _decode(octets: bytes) -> str:
    for signature, encodage in _BOMS:
        if octets.startswith(signature):
            return octets.decode(encodage, errors="replace")
    return octets.decode("utf-8", errors="replace")


def _recognise_json(piece: Piece, texte: str) -> Disposition | Ignore:
    entier = len(texte) < APERCU // 2
    if _RECORD.search(texte) and not _is_schema(texte):
        return Disposition.JSON_MARCHES
    if _is_schema(texte):
        return Ignore(piece.nom, "schéma de données : il décrit des marchés, il n'en contient pas")
    if _MARCHES.search(texte) or texte.rstrip() in {"[]", "{}"} or not entier:
        return Disposition.JSON_MARCHES
    return Ignore(piece.nom, "fichier JSON sans marché : ni « marches », ni acheteur, ni objet")


def _is_schema(texte: str) -> bool:
    """Tell a JSON schema from data: real files may hold `$schema` too, beside their contracts."""
    trouve = _SCHEMA.search(texte)
    marches = re.search(r'"marches"\s*:\s*\[', texte) or re.search(r'"marche"\s*:\s*\[', texte)
    return trouve is not None and (marches is None or trouve.start() < marches.start())


def _recognise_xml(piece: Piece, texte: str) -> Disposition | Ignore:
    if _XSD.search(texte):
        return Ignore(piece.nom, "schéma XML : il décrit des marchés, il n'en contient pas")
    if _XML_RACINE.search(texte) or re.search(r"<!DOCTYPE\s+(?:\w+:)?marches", texte):
        return Disposition.XML_MARCHES
    racine = _XML_TAG.search(texte)
    nom = f" « {racine[1]} »" if racine else ""
    return Ignore(piece.nom, f"fichier XML dont la racine{nom} n'est pas « marches »")


def _recognise_parquet(piece: Piece, chemin: Path) -> Disposition | Ignore:
    try:
        colonnes = set(pq.read_schema(chemin).names)
    except (OSError, ValueError):
        return Ignore(piece.nom, "fichier Parquet abîmé")
    if _is_decpinfo(colonnes):
        return Disposition.PARQUET_DECPINFO
    return Ignore(piece.nom, _explain_colonnes(colonnes))


def _recognise_texte(piece: Piece, chemin: Path) -> Disposition | Ignore:
    colonnes, _ = read_entete(chemin)
    if len(colonnes) < 3:
        return Ignore(piece.nom, "texte libre : ni JSON, ni XML, ni tableau de marchés")
    plies = {c.casefold().replace(".", "_") for c in colonnes}
    if _is_decpinfo(set(colonnes)):
        return Disposition.TABLEAU_DECPINFO
    if "titulaire_id_1" in plies or {"autoriteconcedante_id", "concessionnaire_id_1"} <= plies:
        return Disposition.TABLEAU_MINISTERE
    return Ignore(piece.nom, _explain_colonnes(set(colonnes)))


def _is_decpinfo(colonnes: set[str]) -> bool:
    cle = "uid" in colonnes or {"acheteur_id", "id"} <= colonnes
    return cle and {"titulaire_id", "montant", "dateNotification"} <= colonnes


def _explain_colonnes(colonnes: set[str]) -> str:
    manquent = [
        c for c in ("uid", "titulaire_id", "montant", "dateNotification") if c not in colonnes
    ]
    vues = ", ".join(sorted(colonnes)[:8])
    return f"tableau non reconnu : il manque {', '.join(manquent)} (colonnes vues : {vues})"
