"""Who advises a buyer, and what becomes of what she recommends."""

from datetime import date, timedelta
from typing import Final

from spaser.elements import add_mois
from spaser.regles.nomenclatures import Nomenclature

DUREE_MOIS: Final = 12
POINT_MOIS: Final = 6
RAPPEL_FIN: Final = timedelta(days=30)
RELANCE: Final = timedelta(weeks=6)


def check_fin(fin: date, jour: date) -> str:
    """Say what is wrong with the end of a consent given that day; nothing when it may be."""
    if jour < fin <= add_mois(jour, DUREE_MOIS):
        return ""
    return "Choisissez un jour à venir, dans les douze mois : un accord ne vaut pas plus."


class EtatRecommandation(Nomenclature):
    """What becomes of a recommendation; the first two are open, no other is followed by the first.

    An adviser is owed a word on why one is set aside.
    """

    PROPOSEE = "proposee", "Proposée"
    RETENUE = "retenue", "Retenue"
    FAITE = "faite", "Faite"
    ECARTEE = "ecartee", "Écartée"

    @property
    def est_ouverte(self) -> bool:
        return self in {self.PROPOSEE, self.RETENUE}


def check_decision(etat: EtatRecommandation, motif: str) -> str:
    """Say why a buyer may not decide so; nothing when it may."""
    if etat is EtatRecommandation.PROPOSEE:
        return "Dites ce que vous en faites : retenue, faite ou écartée."
    if etat is EtatRecommandation.ECARTEE and not motif:
        return "Dites en une phrase pourquoi vous l’écartez : votre conseil le lira."
    return ""
