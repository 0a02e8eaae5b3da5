"""A published record, field by field, as a page shows what was received."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from spaser.documents.francais import format_nombre
from spaser.documents.reparation import find_sens, title
from spaser.donnees.reparation.examen import put_back
from spaser.donnees.reparation.lecture import Publie


@dataclass(frozen=True, slots=True)
class ChampRecu:
    nom: str
    sens: str
    valeur: str
    constat: str = ""  # what the reading found wrong


def list_recus(publie: Publie) -> list[ChampRecu]:
    """Return the fields of a record; a value that could not be read is there as it was received."""
    enregistrement, _ = put_back(publie)
    return [
        ChampRecu(nom, find_sens(nom), write_recu(valeur)) for nom, valeur in enregistrement.items()
    ]


def list_ecarts(publie: Publie) -> list[ChampRecu]:
    return [
        ChampRecu(a.champ, find_sens(a.champ), a.valeur or "", title(a.code))
        for a in publie.anomalies
    ]


def write_recu(valeur: object) -> str:
    """Write a value on one line; wrappers that hold one thing are left out."""
    if isinstance(valeur, Mapping):
        if len(valeur) == 1 and isinstance(seule := next(iter(valeur.values())), (dict, list)):
            return write_recu(seule)
        return ", ".join(f"{nom} : {write_recu(une)}" for nom, une in valeur.items())
    if isinstance(valeur, list):
        return " ; ".join(write_recu(une) for une in valeur)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, (int, float, Decimal)):
        return format_nombre(float(valeur), 0 if valeur == int(valeur) else 2)
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)
