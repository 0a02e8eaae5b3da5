"""Extracts written by us, in the shapes that finance software gives."""

import io
import zipfile
from pathlib import Path

import openpyxl

from spaser.moteur.depenses.lecture import ReglagesExtraits, read_depenses

ATELIER = "11111111100011"
ODS = "urn:oasis:names:tc:opendocument:xmlns"


def siren(racine):
    """Give the SIREN that begins with eight digits: the ninth is its key."""
    for cle in "0123456789":
        chiffres = racine + cle
        produits = [int(c) * (1 + rang % 2) for rang, c in enumerate(reversed(chiffres))]
        if sum(p - 9 if p > 9 else p for p in produits) % 10 == 0:
            return chiffres
    raise AssertionError(racine)


def siret(racine, nic="0001"):
    """Give a SIRET of that SIREN."""
    tete = siren(racine) + nic
    for cle in "0123456789":
        produits = [int(c) * (1 + rang % 2) for rang, c in enumerate(reversed(tete + cle))]
        if sum(p - 9 if p > 9 else p for p in produits) % 10 == 0:
            return tete + cle
    raise AssertionError(racine)


def write_csv(chemin, lignes, separateur=";", encodage="utf-8"):
    texte = "\r\n".join(separateur.join(map(str, ligne)) for ligne in lignes) + "\r\n"
    chemin.write_bytes(texte.encode(encodage))
    return chemin


def write_xlsx(chemin, lignes, fusions=()):
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    for ligne in lignes:
        feuille.append(list(ligne))
    for fusion in fusions:
        feuille.merge_cells(fusion)
    classeur.save(chemin)
    return chemin


def write_ods(chemin, lignes):
    """Write the least that an open document may hold."""
    rangs = "".join(
        "<table:table-row>" + "".join(map(_cell, ligne)) + "</table:table-row>" for ligne in lignes
    )
    xml = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{ODS}:office:1.0" '
        f'xmlns:table="{ODS}:table:1.0" xmlns:text="{ODS}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Mandats">{rangs}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", xml)
    chemin.write_bytes(tampon.getvalue())
    return chemin


def _cell(valeur):
    if valeur is None:
        return "<table:table-cell/>"
    if isinstance(valeur, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{valeur}"/>'
    return (
        f'<table:table-cell office:value-type="string"><text:p>{valeur}</text:p></table:table-cell>'
    )


def lire(chemin, **reglages):
    """Read an extract beside itself, and return what was read."""
    chemins = [chemin] if isinstance(chemin, Path) else chemin
    return read_depenses(
        chemins, chemins[0].parent / "lignes.parquet", ReglagesExtraits(**reglages)
    )
