"""The sheets of a file, told by what is inside, whatever its name.

A CSV comes in any encoding, with any separator, and is read as a stream.
"""

import codecs
import csv
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from spaser.elements import name_colonne
from spaser.moteur.tables import modele

SEPARATEURS: Final = ";,\t|"
_BLOC: Final = 1 << 20
_ESSAI: Final = 50  # rows read to tell the separator
_CHAMP_MAX: Final = 1 << 20
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(chemin: Path, budget: modele.Budget) -> Iterator[tuple[int, modele.Cellules]]:
    """Yield the rows with the number of the line where each one ends."""
    csv.field_size_limit(_CHAMP_MAX)
    encodage = find_encodage(chemin)
    separateur = find_separateur(chemin, encodage)
    with chemin.open(encoding=encodage, errors="replace", newline="") as flux:
        lecteur = csv.reader(flux, delimiter=separateur)
        restent = budget.cellules  # counted here: a call a row would be felt
        try:
            for cellules in lecteur:
                restent -= (largeur := len(cellules))
                if largeur > modele.COLONNES_MAX:
                    _check_largeur(cellules, lecteur.line_num)
                if restent < 0:
                    budget.take(cellules=budget.cellules - restent)
                yield lecteur.line_num, cellules
        except csv.Error as cause:
            raise modele.ErreurTable(
                f"CSV illisible vers la ligne {lecteur.line_num} : un guillemet n’est sans doute "
                "pas refermé."
            ) from cause


def _check_largeur(cellules: list[str], ligne: int) -> None:
    """Refuse a row too wide for a table; blanks at its end are nothing."""
    while cellules and not cellules[-1]:
        cellules.pop()
    if len(cellules) > modele.COLONNES_MAX:
        raise modele.refuse_colonne(None, ligne, name_colonne(len(cellules) - 1))


def find_encodage(chemin: Path) -> str:
    """Tell UTF-16 by its mark, UTF-8 by reading it whole; the rest is taken for Windows-1252."""
    decodeur = codecs.getincrementaldecoder("utf-8")()
    with chemin.open("rb") as flux:
        bloc = flux.read(_BLOC)
        if bloc.startswith(_UTF16):
            return "utf-16"
        try:
            while bloc:
                decodeur.decode(bloc)
                bloc = flux.read(_BLOC)
            decodeur.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def find_separateur(chemin: Path, encodage: str) -> str:
    """Choose what parts the titles best, a row of words; else what gives rows of one width."""
    with chemin.open(encoding=encodage, errors="replace", newline="") as flux:
        lignes = list(islice(flux, _ESSAI))
    return max(SEPARATEURS, key=lambda separateur: _score(lignes, separateur))


def _score(lignes: list[str], separateur: str) -> tuple[int, int, int]:
    try:
        lues = list(csv.reader(lignes, delimiter=separateur))
    except csv.Error:
        return 0, 0, 0
    titres = max((len(c) for c in lues if len(c) > 1 and _is_titles(c)), default=0)
    utiles = Counter(len(cellules) for cellules in lues if len(cellules) > 1)
    largeur = max(utiles, key=lambda cle: (utiles[cle], cle), default=0)
    return titres, utiles[largeur], largeur


def _is_titles(cellules: list[str]) -> bool:
    """Tell a row of words: amounts with a comma would part anywhere."""
    return all(c.strip() and not any(map(str.isdigit, c)) for c in cellules)


_DEBUT: Final = 4096
_ANCIEN_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def read_feuilles(chemin: Path, budget: modele.Budget | None = None) -> Iterator[modele.Feuille]:
    """Yield the sheets of a file, one at a time: each is over when the next one comes."""
    budget = budget or modele.Budget()
    with chemin.open("rb") as flux:
        debut = flux.read(_DEBUT)
    if debut.startswith(b"PK"):
        yield from _read_classeur(chemin, budget)
    elif debut.startswith(_ANCIEN_EXCEL):
        raise modele.ErreurTable(
            "C’est un classeur Excel d’un ancien format (.xls) ou protégé par un mot de passe : "
            "enregistrez-le en .xlsx, sans mot de passe, ou en CSV."
        )
    elif debut.startswith(b"%PDF"):
        raise modele.ErreurTable("C’est un PDF : demandez l’export en tableur ou en CSV.")
    elif b"\0" in debut and not debut.startswith(_UTF16):
        raise modele.ErreurTable(
            "Ce n’est ni un CSV, ni un classeur .xlsx ou .ods : ouvrez-le dans votre tableur, puis "
            "enregistrez-le dans l’un de ces formats. Changer la fin de son nom ne suffit pas."
        )
    else:
        if chemin.stat().st_size > budget.octets:
            raise modele.ErreurTable("Le fichier est trop gros : découpez-le par année.")
        yield modele.Feuille(None, read_csv(chemin, budget))


def _read_classeur(chemin: Path, budget: modele.Budget) -> Iterator[modele.Feuille]:
    try:
        with zipfile.ZipFile(chemin) as archive:
            membres = archive.infolist()
    except (*modele.ILLISIBLES, ValueError, IndexError) as cause:
        raise modele.ErreurTable("Le classeur est abîmé : enregistrez-le à nouveau.") from cause
    budget.take(octets=sum(membre.file_size for membre in membres))
    from spaser.moteur.tables.classeurs import read_ods, read_xlsx  # lxml: for who needs it

    ods = any(membre.filename == "content.xml" for membre in membres)
    return read_ods(chemin, budget) if ods else read_xlsx(chemin, budget)
