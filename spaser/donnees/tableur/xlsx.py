"""The sheets of a workbook (.xlsx), read as a stream."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import openpyxl

from spaser.donnees.tableur.modele import LIGNES_MAX, ErreurTableur, Feuille


def read_xlsx(chemin: Path) -> Iterator[Feuille]:
    """Yield the visible values; each sheet must be consumed before the next."""
    with chemin.open("rb") as flux:  # openpyxl would ask a name for its extension
        yield from _read(flux)


def _read(flux: BinaryIO) -> Iterator[Feuille]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know
            classeur = openpyxl.load_workbook(flux, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError) as cause:
        raise ErreurTableur("Le classeur est abîmé ou n’est pas un fichier .xlsx.") from cause
    try:
        for feuille in classeur.worksheets:
            feuille.reset_dimensions()  # the declared size is often wrong
            lignes = feuille.iter_rows(values_only=True)
            yield Feuille(feuille.title, islice(enumerate(lignes, 1), LIGNES_MAX))
    finally:
        classeur.close()
