"""Fast reading of JSON: DuckDB reads byte windows of the file, several at a time.

A DECP file is one array of records inside a wrapper. A window is a run of whole records of that
array; a small file system (`fenetres`) shows it to DuckDB as an array of its own. Nothing is
copied, both cores work, and when DuckDB refuses a window only that one is read again record by
record.

The cuts are guesses (`},{` followed by something that reads as a record), but a wrong guess cannot
go unseen: DuckDB refuses what is not a well-formed array.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TAILLE_FENETRE: Final = 16 << 20
BORD: Final = 1 << 18  # bytes read at each end to understand the wrapper

_CLES_RECORD: Final = frozenset(
    {"acheteur", "autoriteConcedante", "objet", "titulaires", "acheteur.id"}
)
_TETE: Final = re.compile(rb'\s*\{(?:(?!"marches").)*?"marches"\s*:\s*', re.DOTALL)
_LISTE: Final = re.compile(rb"\s*\[")
_LISTE_DE_RACINES: Final = re.compile(rb'\s*\[\s*\{\s*"marches"')
_CLE_FAMILLE: Final = re.compile(rb'\s*\{\s*"(marche|contrat-concession)"\s*:\s*\[')
_ENTRE_FAMILLES: Final = re.compile(rb'\]\s*,\s*"(marche|contrat-concession)"\s*:\s*\[')
_ENTRE_RECORDS: Final = re.compile(rb'\}(\s*,\s*)(?=\{\s*")')
_QUEUE_LISTE: Final = re.compile(rb"\]\s*$")
_QUEUE_PLATE: Final = re.compile(rb"\]\s*\}\s*$")
_QUEUE_ENVELOPPE: Final = re.compile(rb"\]\s*\}\s*\}\s*$")
_FAMILLES: Final = {b"marche": "marche", b"contrat-concession": "concession"}
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Fenetre:
    """A run of whole records: bytes [debut, fin) of `chemin`, without the brackets."""

    chemin: str
    debut: int
    fin: int
    famille: str | None


def list_fenetres(chemin: Path, taille: int = TAILLE_FENETRE) -> list[Fenetre] | None:
    """Return the windows of a file, in order, or None when its wrapper is not understood."""
    with chemin.open("rb") as fichier:
        tableaux = _locate_tableaux(fichier.fileno(), chemin)
        if tableaux is None:
            return None
        return [f for t in tableaux for f in _split(fichier.fileno(), t, taille)]


def _locate_tableaux(descripteur: int, chemin: Path) -> list[Fenetre] | None:
    """Find the array of records, or the two arrays of schema v2, without reading the middle."""
    taille = os.fstat(descripteur).st_size
    tete = os.pread(descripteur, BORD, 0)
    depart = len(_BOM) if tete.startswith(_BOM) else 0
    queue_debut = max(0, taille - BORD)
    queue = os.pread(descripteur, BORD, queue_debut)
    if _LISTE_DE_RACINES.match(tete, depart):
        return None
    if nue := _LISTE.match(tete, depart):
        fin = _QUEUE_LISTE.search(queue)
        return fin and [Fenetre(str(chemin), nue.end(), queue_debut + fin.start(), None)]
    racine = _TETE.match(tete, depart)
    if racine is None:
        return None
    if plate := _LISTE.match(tete, racine.end()):
        fin = _QUEUE_PLATE.search(queue)
        return fin and [Fenetre(str(chemin), plate.end(), queue_debut + fin.start(), None)]
    premiere = _CLE_FAMILLE.match(tete, racine.end())
    fin = _QUEUE_ENVELOPPE.search(queue)
    if premiere is None or fin is None:
        return None
    return _split_familles(
        descripteur, str(chemin), premiere.end(), queue_debut + fin.start(), _FAMILLES[premiere[1]]
    )


def _split_familles(
    descripteur: int, chemin: str, debut: int, fin: int, famille: str
) -> list[Fenetre]:
    """Cut at the key of the second family, looked for from the end: it is the short one."""
    bloc = TAILLE_FENETRE
    recouvrement = 64
    for haut in range(fin, debut, -bloc):
        bas = max(debut - 1, haut - bloc - recouvrement)
        octets = os.pread(descripteur, haut - bas, bas)
        if b'"contrat-concession"' not in octets and b'"marche"' not in octets:
            continue
        if coupe := _ENTRE_FAMILLES.search(octets):
            return [
                Fenetre(chemin, debut, bas + coupe.start(), famille),
                Fenetre(chemin, bas + coupe.end(), fin, _FAMILLES[coupe[1]]),
            ]
    return [Fenetre(chemin, debut, fin, famille)]


def _split(descripteur: int, tableau: Fenetre, taille: int) -> list[Fenetre]:
    """Cut an array into windows of about `taille` bytes."""
    fenetres = []
    debut = tableau.debut
    while tableau.fin - debut > taille * 3 // 2:
        coupe = _find_coupe(descripteur, debut + taille, tableau.fin)
        if coupe is None:
            break
        fin, suite = coupe
        fenetres.append(Fenetre(tableau.chemin, debut, fin, tableau.famille))
        debut = suite
    fenetres.append(Fenetre(tableau.chemin, debut, tableau.fin, tableau.famille))
    return [f for f in fenetres if f.fin > f.debut]


def _find_coupe(descripteur: int, vers: int, fin: int) -> tuple[int, int] | None:
    """Return the end of a record near `vers` and the start of the next one."""
    while vers < fin:
        if coupe := _find_coupe_here(descripteur, vers, fin):
            return coupe
        vers += 2 * BORD
    return None


def _find_coupe_here(descripteur: int, vers: int, fin: int) -> tuple[int, int] | None:
    octets = os.pread(descripteur, min(4 * BORD, fin - vers), vers)
    # One character a byte: what is looked for, brackets and keys, is ASCII.
    texte, lecteur = octets.decode("latin-1"), json.JSONDecoder()
    for entre in _ENTRE_RECORDS.finditer(octets):
        try:
            record, _ = lecteur.raw_decode(texte, entre.end())
        except ValueError:
            continue
        if not _CLES_RECORD.isdisjoint(record):
            return vers + entre.start() + 1, vers + entre.end()
    return None
