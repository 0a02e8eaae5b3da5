"""The four rows of the grid of the programme, and the sub-themes that tools share."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from spaser.metier.registre.nomenclatures import Nomenclature


class Rubrique(Nomenclature):
    """A row of the grid, in the order of the programme."""

    ENVIRONNEMENT = "environnement", "Environnement"
    SOCIAL = "social", "Social"
    ECONOMIQUE = "economique", "Économique"
    GOUVERNANCE = "gouvernance", "Gouvernance"


class SousTheme(StrEnum):
    """What a plan, an indicator or a line of the grid is about; each belongs to one row."""

    libelle: str
    rubrique: Rubrique

    def __new__(
        cls, code: str, rubrique: Rubrique = Rubrique.ENVIRONNEMENT, libelle: str = ""
    ) -> Self:
        """Keep the code as the value, its row and its name beside it; a code alone finds it."""
        membre = str.__new__(cls, code)
        membre._value_ = code
        membre.rubrique = rubrique
        membre.libelle = libelle
        return membre

    CLAUSES_ENVIRONNEMENTALES = (
        "clauses_environnementales",
        Rubrique.ENVIRONNEMENT,
        "Considérations environnementales des marchés",
    )
    CLIMAT = "climat", Rubrique.ENVIRONNEMENT, "Climat et énergie"
    DECHETS = "dechets", Rubrique.ENVIRONNEMENT, "Déchets et économie circulaire"
    ALIMENTATION = "alimentation", Rubrique.ENVIRONNEMENT, "Alimentation"
    MOBILITE = "mobilite", Rubrique.ENVIRONNEMENT, "Mobilité et livraisons"
    NUMERIQUE = "numerique", Rubrique.ENVIRONNEMENT, "Numérique responsable"
    BATIMENTS = "batiments", Rubrique.ENVIRONNEMENT, "Bâtiments et matériaux"
    BIODIVERSITE = "biodiversite", Rubrique.ENVIRONNEMENT, "Eau, biodiversité, bien-être animal"
    CLAUSES_SOCIALES = (
        "clauses_sociales",
        Rubrique.SOCIAL,
        "Considérations sociales des marchés",
    )
    INSERTION = "insertion", Rubrique.SOCIAL, "Insertion par l’activité"
    HANDICAP = "handicap", Rubrique.SOCIAL, "Handicap"
    EGALITE = "egalite", Rubrique.SOCIAL, "Égalité et lutte contre les discriminations"
    ESS = "ess", Rubrique.SOCIAL, "Économie sociale et solidaire"
    CONDITIONS = "conditions", Rubrique.SOCIAL, "Conditions de travail et commerce équitable"
    PME = "pme", Rubrique.ECONOMIQUE, "Accès des petites et moyennes entreprises"
    TERRITOIRE = "territoire", Rubrique.ECONOMIQUE, "Tissu économique du territoire"
    FOURNISSEURS = "fournisseurs", Rubrique.ECONOMIQUE, "Relations avec les fournisseurs"
    INNOVATION = "innovation", Rubrique.ECONOMIQUE, "Innovation"
    COMPETENCES = "competences", Rubrique.GOUVERNANCE, "Compétences et sensibilisation"
    PILOTAGE = "pilotage", Rubrique.GOUVERNANCE, "Pilotage du schéma"
    BESOINS = "besoins", Rubrique.GOUVERNANCE, "Connaissance des achats et juste besoin"
    TRANSPARENCE = "transparence", Rubrique.GOUVERNANCE, "Transparence et publication"


def list_sous_themes(rubrique: Rubrique) -> tuple[SousTheme, ...]:
    """Return the sub-themes of a row, in order."""
    return tuple(theme for theme in SousTheme if theme.rubrique is rubrique)
