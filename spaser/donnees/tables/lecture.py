"""The sheets of a file, told by what is inside, whatever its name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spaser.donnees.tables.modele import Budget, ErreurTable, Feuille
from spaser.donnees.tables.ods import read_ods
from spaser.donnees.tables.texte import read_csv

_DEBUT: Final = 4096
_ANCIEN_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_feuilles(chemin: Path, budget: Budget | None = None) -> Iterator[Feuille]:
    """Yield the sheets of a file, one at a time: each is over when the next one comes."""
    budget = budget or Budget()
    with chemin.open("rb") as flux:
        debut = flux.read(_DEBUT)
    if debut.startswith(b"PK"):
        yield from _read_classeur(chemin, budget)
    elif debut.startswith(_ANCIEN_EXCEL):
        raise ErreurTable(
            "C’est un classeur Excel d’un ancien format (.xls) ou protégé par un mot de passe : "
            "enregistrez-le en .xlsx, sans mot de passe, ou en CSV."
        )
    elif debut.startswith(b"%PDF"):
        raise ErreurTable("C’est un PDF : demandez l’export en tableur ou en CSV.")
    elif b"\0" in debut and not debut.startswith(_UTF16):
        raise ErreurTable(
            "Ce n’est ni un CSV, ni un classeur .xlsx ou .ods : ouvrez-le dans votre tableur, puis "
            "enregistrez-le dans l’un de ces formats. Changer la fin de son nom ne suffit pas."
        )
    else:
        if chemin.stat().st_size > budget.octets:
            raise ErreurTable("Le fichier est trop gros : découpez-le par année.")
        yield Feuille(None, read_csv(chemin, budget))


def _read_classeur(chemin: Path, budget: Budget) -> Iterator[Feuille]:
    try:
        with zipfile.ZipFile(chemin) as archive:
            membres = archive.infolist()
    except (zipfile.BadZipFile, OSError) as cause:
        raise ErreurTable("Le classeur est abîmé : enregistrez-le à nouveau.") from cause
    budget.take(octets=sum(membre.file_size for membre in membres))
    if any(membre.filename == "content.xml" for membre in membres):
        return read_ods(chemin, budget)
    from spaser.donnees.tables.xlsx import read_xlsx

    return read_xlsx(chemin, budget)
