"""The slow path of CSV files: a damaged file is cut again line by line, and nothing is lost.

DuckDB reads well-formed CSV fast but refuses a file for one bad quote or one Latin-1 byte. Here
every physical line ends up in a record of the right width or in a `Rebut` with its text.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from spaser.moteur.decp.octets import TROP_LONG, decode_prudent, restore
from spaser.moteur.valeurs import Rebut

TEXTE_MAX: Final = 20_000  # characters of a bad line that are kept
LIGNES_MAX: Final = 200  # physical lines that a quoted value may span
OCTETS_MAX: Final = 16 << 20  # of a longer physical line, the end is not even looked at
RECORD_MAX: Final = 500_000  # characters: DuckDB takes lines of at most 2 MB
_MEGA: Final = 1 << 20
GUILLEMET: Final = '"'
RANG_SOURCE: Final = "_rang_source"

_BOM_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BOM: Final = "\ufeff"


@dataclass(slots=True)
class Reparation:
    """What the slow path found in a file."""

    lignes: int = 0
    rebuts: list[Rebut] = field(default_factory=list)
    encodage_suppose: bool = False


class _LigneTexte(NamedTuple):
    numero: int
    texte: str
    taille: int  # in the file, of the whole line


def read_entete(chemin: Path) -> tuple[list[str], str]:
    debut = _LignesTexte(_texts(chemin, Reparation()))
    candidats = []
    for separateur in (",", ";", "\t", "|"):
        champs, _ = debut.read(separateur, None)
        candidats.append((len(champs or []), champs or [], separateur))
    _, entete, separateur = max(candidats, key=lambda c: c[0])
    return entete, separateur


def repair_csv(chemin: Path, separateur: str, largeur: int, sortie: Path) -> Reparation:
    """Rewrite the sound records of `chemin` as plain UTF-8 CSV, each after its rank."""
    bilan = Reparation()
    csv.field_size_limit(2 * RECORD_MAX)  # by itself, it takes a long value for a quote left open
    lignes = _LignesTexte(_texts(chemin, bilan))
    lignes.take(lignes.read(separateur, None)[1])
    with sortie.open("w", encoding="utf-8", newline="") as fichier:
        ecrit = csv.writer(fichier, quoting=csv.QUOTE_ALL, lineterminator="\n")
        while ligne := lignes.first():
            bilan.lignes += 1
            champs, nombre = lignes.read(separateur, largeur)
            if champs is None:
                perdues = lignes.take(lignes.count_bad(separateur, largeur))
                detail, code = _explain(perdues, separateur, largeur)
                texte = "".join(perdue.texte for perdue in perdues)[:TEXTE_MAX]
                bilan.rebuts.append(
                    Rebut(bilan.lignes, code, f"ligne {ligne.numero} : {detail}", texte)
                )
                continue
            lignes.take(nombre)
            ecrit.writerow([bilan.lignes, *champs])
    return bilan


def _texts(chemin: Path, bilan: Reparation) -> Iterator[_LigneTexte]:
    """Yield the physical lines as text; bytes that are not UTF-8 are supposed to be cp1252."""
    with chemin.open("rb") as fichier:
        if fichier.read(2) in _BOM_UTF16:
            bilan.encodage_suppose = True
            with chemin.open(encoding="utf-16", errors="replace", newline="") as seize:
                for numero, texte in enumerate(seize, 1):
                    yield _LigneTexte(numero, texte, 2 * len(texte))
            return
        fichier.seek(0)
        numero = 0
        while octets := fichier.readline(OCTETS_MAX):
            numero += 1
            texte, change = restore(decode_prudent(octets))
            bilan.encodage_suppose |= change is not None
            taille = len(octets)
            while not octets.endswith(b"\n") and (octets := fichier.readline(OCTETS_MAX)):
                taille += len(octets)
            yield _LigneTexte(numero, texte.removeprefix(_BOM) if numero == 1 else texte, taille)


def _explain(perdues: list[_LigneTexte], separateur: str, largeur: int) -> tuple[str, str]:
    """Return the words and the code of what is wrong with a record, of the lines that it spoils."""
    taille = sum(ligne.taille for ligne in perdues)
    if perdues[0].taille > RECORD_MAX or (taille > RECORD_MAX and _are_closed(perdues)):
        tailles = (f"{octets / _MEGA:.1f} Mo".replace(".", ",") for octets in (taille, RECORD_MAX))
        return "{} ; au-delà de {}, aucune n’est lue".format(*tailles), TROP_LONG
    champs = _parse(perdues[0].texte, separateur)
    if champs is None:
        return "guillemets mal fermés ou mal échappés", "ligne_illisible"
    return f"{len(champs)} valeurs au lieu de {largeur}", "ligne_illisible"


def _are_closed(lignes: list[_LigneTexte]) -> bool:
    return sum(ligne.texte.count(GUILLEMET) for ligne in lignes) % 2 == 0


def _parse(texte: str, separateur: str) -> list[str] | None:
    if len(texte) > RECORD_MAX:
        return None
    try:
        records = list(csv.reader([texte], delimiter=separateur, strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


class _LignesTexte:
    def __init__(self, lignes: Iterator[_LigneTexte]) -> None:
        self._lignes = lignes
        self._attente: deque[_LigneTexte] = deque()

    def first(self) -> _LigneTexte | None:
        """Return the next line that is not blank, without taking it."""
        while (ligne := self._at(0)) and not ligne.texte.strip():
            self._attente.popleft()
        return ligne

    def read(self, separateur: str, largeur: int | None) -> tuple[list[str] | None, int]:
        """Return the values of the next record and its number of lines; takes nothing."""
        cumul, guillemets = "", 0
        if self.first() is None:
            return None, 0
        for nombre in range(LIGNES_MAX):
            ligne = self._at(nombre)
            if ligne is None:
                break
            cumul += ligne.texte
            guillemets += ligne.texte.count(GUILLEMET)
            champs = _parse(cumul, separateur)
            if champs is not None and largeur in {None, len(champs)}:
                return champs, nombre + 1
            if guillemets % 2 == 0:
                break  # no quote is open: the next line is another record
        return None, 0

    def count_bad(self, separateur: str, largeur: int) -> int:
        """Return how many lines the unreadable record that comes next spoils.

        A record that is well quoted but too long or too short takes its own lines; a quote that is
        never closed spoils what comes before the next line that reads well on its own.
        """
        _, nombre = self.read(separateur, None)
        if nombre:
            return nombre
        ligne = self._at(0)
        if ligne is None or ligne.texte.count(GUILLEMET) % 2 == 0:
            return 1
        for rang in range(1, LIGNES_MAX):
            suivante = self._at(rang)
            if suivante is None:
                break
            champs = _parse(suivante.texte, separateur)
            if champs is not None and len(champs) == largeur:
                return rang
        return 1

    def take(self, nombre: int) -> list[_LigneTexte]:
        return [self._attente.popleft() for _ in range(min(nombre, len(self._attente)))]

    def _at(self, rang: int) -> _LigneTexte | None:
        while len(self._attente) <= rang:
            ligne = next(self._lignes, None)
            if ligne is None:
                return None
            self._attente.append(ligne)
        return self._attente[rang]
