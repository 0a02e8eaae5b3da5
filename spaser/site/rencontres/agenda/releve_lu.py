"""The export of a videoconference tool, read in a box: nothing here knows of the site."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from spaser.moteur.tables import correspondance
from spaser.moteur.tables.cellules import is_blank, write_texte
from spaser.moteur.tables.correspondance import Table, fold_titres
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import CELLULES_PAGE, OCTETS_PAGE, Budget, Cellules, ErreurTable
from spaser.regles import agenda

LIGNES_MAX: Final = 20_000
_TEXTE_MAX: Final = 200
_SECTION: Final = re.compile(r"\d+\.\s+\S")  # « 3. In-Meeting Activities »
_TITRES_MIN: Final = 3


_COURRIEL: Final = (
    "e mail, email, adresse e mail, adresse email, user email, courriel, adresse electronique, "
    "mail, adresse de messagerie"
)
_NOM: Final = (
    "nom complet, full name, name original name, nom nom d origine, nom du participant, "
    "participant name, display name, user name, participant, name, nom, nom et prenom"
)
_DUREE: Final = (
    "duration minutes, duree minutes, in meeting duration, duree de la reunion, "
    "time in session minutes, attendance duration, duree de participation, duration, duree, "
    "temps de presence, temps passe"
)
_ARRIVEE: Final = (
    "join time, first join, time joined, heure d arrivee, heure de connexion, "
    "premiere participation, premiere connexion, arrivee, heure d entree, rejoint"
)
_DEPART: Final = (
    "leave time, last leave, time exited, heure de depart, heure de deconnexion, "
    "dernier depart, depart, heure de sortie, quitte"
)


class ChampReleve(correspondance.ChampCherche):
    """A column of an export, in French or in English, as tools title it."""

    COURRIEL = "courriel", "Adresse électronique", _COURRIEL
    PRENOM = "prenom", "Prénom", "prenom, first name, given name", "nom"
    FAMILLE = "famille", "Nom de famille", "nom de famille, last name, surname, family name"
    NOM = "nom", "Nom", _NOM, "meeting reunion topic session"
    DUREE = "duree", "Durée", _DUREE
    ARRIVEE = "arrivee", "Arrivée", _ARRIVEE
    DEPART = "depart", "Départ", _DEPART
    PRESENT = "present", "A participé", "attended, present, presente, a participe, presence"


NOMMENT: Final = (ChampReleve.COURRIEL, ChampReleve.NOM, ChampReleve.FAMILLE)


@dataclass(slots=True)
class PresencesLues:
    """What was read: who was there, what each column was taken for, what was left."""

    lignes: list[agenda.PresenceLue] = field(default_factory=list)
    colonnes: dict[str, str] = field(default_factory=dict)
    sans_nom: list[int] = field(default_factory=list)  # lines that name nobody
    absentes: int = 0  # lines that say that somebody did not come
    autres: int = 0  # lines of other tables of the same file


def read_releve_presences(chemin: Path) -> PresencesLues:
    """Read the first table that names people; ErreurTable says why there is none."""
    budget = Budget(OCTETS_PAGE, CELLULES_PAGE, demesure="Le fichier est trop gros.")
    for feuille in read_feuilles(chemin, budget):
        table = correspondance.find_connue(feuille, ChampReleve, NOMMENT)
        if table is not None:
            return _read_table(table)
    raise ErreurTable(
        "Nous ne trouvons pas les colonnes\u00a0: il faut «\u00a0Nom\u00a0» ou "
        "«\u00a0Adresse électronique\u00a0», avec au moins une autre à côté (durée, arrivée, "
        "départ). Gardez le fichier tel que l’outil le donne."
    )


def _read_table(table: Table) -> PresencesLues:
    lu = PresencesLues()
    colonnes = correspondance.assign_titres(ChampReleve, table.titres)
    lecteur = correspondance.LecteurLigne(table, colonnes)
    lu.colonnes = lecteur.list_colonnes()
    utiles = table.list_utiles()
    for numero, cellules in utiles:
        if _is_other(cellules):
            lu.autres = 1 + sum(1 for _ in utiles)
            break
        if len(lu.lignes) == LIGNES_MAX:
            raise ErreurTable(f"Le fichier compte plus de {LIGNES_MAX} lignes\u00a0: découpez-le.")
        lecteur.turn_to(numero, cellules)
        _read_ligne(lu, numero, partial(_read, lecteur.dits))
    return lu


def _is_other(cellules: Cellules) -> bool:
    """Say whether another table begins: its number and title, or its own titles."""
    textes = [write_texte(cellule) for cellule in cellules if not is_blank(cellule)]
    if len(textes) == 1:
        return bool(_SECTION.match(textes[0]))
    trouvees = correspondance.assign_titres(
        ChampReleve, fold_titres([write_texte(c) for c in cellules])
    )
    return len(trouvees) >= _TITRES_MIN and bool(set(NOMMENT) & trouvees.keys())


def _read(dits: dict[ChampReleve, Any], champ: ChampReleve) -> str:
    if champ in (ChampReleve.ARRIVEE, ChampReleve.DEPART):
        return str(dits.get(champ, ""))
    return " ".join(write_texte(dits.get(champ)).split())[:_TEXTE_MAX]


def _read_ligne(lu: PresencesLues, numero: int, read: Callable[[ChampReleve], str]) -> None:
    parties = read(ChampReleve.PRENOM), read(ChampReleve.FAMILLE)
    nom = " ".join(filter(None, parties)) or read(ChampReleve.NOM)
    courriel = read(ChampReleve.COURRIEL)
    if not (nom or "@" in courriel):
        lu.sans_nom.append(numero)
    elif agenda.is_absente(read(ChampReleve.PRESENT)):
        lu.absentes += 1
    else:
        duree = read(ChampReleve.DUREE)
        secondes = (
            agenda.read_duree_presence(duree)
            if duree
            else agenda.measure(read(ChampReleve.ARRIVEE), read(ChampReleve.DEPART))
        )
        lu.lignes.append(agenda.PresenceLue(numero, nom, courriel, secondes))
