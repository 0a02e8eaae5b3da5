"""What an action of a plan is made of, in plain values."""

from __future__ import annotations

from typing import Final

from spaser.metier.registre.nomenclatures import Nomenclature

TITRE_MAX: Final = 300
TEXTE_MAX: Final = 4000
NOM_MAX: Final = 200
ADRESSE_MAX: Final = 2000
A_POURVOIR: Final = "à pourvoir"
A_RANGER: Final = "À ranger"


class EtatAction(Nomenclature):
    """How far an action is; the last two are its ends."""

    A_LANCER = "a_lancer", "À lancer"
    EN_COURS = "en_cours", "En cours"
    TERMINEE = "terminee", "Terminée"
    ABANDONNEE = "abandonnee", "Abandonnée"

    @property
    def est_finie(self) -> bool:
        """Say whether nothing more is awaited of the action."""
        return self in {EtatAction.TERMINEE, EtatAction.ABANDONNEE}

    def accorde(self, nombre: int) -> str:
        """Return its words for so many actions: « terminée », « terminées »."""
        return f"{self.libelle.lower()}{'s' if nombre > 1 and self.est_finie else ''}"


class OrigineAction(Nomenclature):
    SAISIE = "saisie", "Saisie"
    BIBLIOTHEQUE = "bibliotheque", "Bibliothèque d’actions"
    PROPOSITION = "proposition", "Proposition retenue"
    IMPORT = "import", "Fichier importé"


class GenreContributeur(Nomenclature):
    MEMBRE = "membre", "Membre de l’espace"
    SERVICE = "service", "Personne ou service"
    PARTENAIRE = "partenaire", "Partenaire"


class NatureCode(Nomenclature):
    """What the site numbers in a plan; a number is given once and follows its line for ever."""

    AXE = "AXE", "Axe"
    OBJECTIF = "OBJ", "Objectif"
    ACTION = "A", "Action"

    def write(self, numero: int) -> str:
        """Return the code of a number: « A-12 »."""
        return f"{self.value}-{numero}"
