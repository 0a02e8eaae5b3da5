"""What is asked of somebody by a link: the form of the answer, the reminders, where it stands."""

from datetime import date, timedelta
from typing import Final

from spaser.regles.nomenclatures import Nomenclature

RELANCES_MAX: Final = 2
_VEILLE: Final = timedelta(days=1)
_PROCHE: Final = timedelta(days=4)  # a date as near has no half-way reminder


class FormeReponse(Nomenclature):
    TEXTE = "texte", "Quelques mots"
    NOMBRE = "nombre", "Un nombre"
    FICHIER = "fichier", "Un fichier"


class SuiteDemande(Nomenclature):
    """Where a question stands, what waits for its asker first."""

    REPONDUE = "repondue", "Réponse à lire"
    ATTEND = "attend", "En attente"
    REPRISE = "reprise", "Réponse reprise"
    FINIE = "finie", "Terminée"


def count_relances(demandee: date, echeance: date | None, jour: date) -> int:
    """Return how many reminders are due by a day: one half-way, one the day before the last.

    A day or two leave room for none, three for one; nothing is due once the last day is over.
    """
    if echeance is None or not demandee < jour <= echeance:
        return 0
    duree = echeance - demandee
    veille = duree > 2 * _VEILLE and jour >= echeance - _VEILLE
    mi_chemin = duree >= _PROCHE and 2 * (jour - demandee) >= duree
    return int(veille) + int(mi_chemin)
