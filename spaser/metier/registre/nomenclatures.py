"""The lists of values of a sheet of the register, and how a reader sees a value.

The portal of the State shows only some of the values of its own lists. Marked `portal` are the
words read on its sheets in 2025 and 2026; the others are ours. Its words leave gaps (100 000, then
101 000): a number in a gap goes to the bucket above.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, Self

from spaser.faits.modele import NIVEAUX
from spaser.metier.dates import DatePartielle


class Nomenclature(StrEnum):
    """A closed list; each value has its code and the French name that a reader sees."""

    libelle: str

    def __new__(cls, code: str, libelle: str = "") -> Self:
        """Keep the code as the value, and the name beside it; a code alone finds its value."""
        membre = str.__new__(cls, code)
        membre._value_ = code
        membre.libelle = libelle
        return membre


class TypeStructure(Nomenclature):
    ETAT = "etat", "État"
    REGION = "region", "Région"  # portal
    DEPARTEMENT = "departement", "Département"  # portal
    COLLECTIVITE = "collectivite", "Autre collectivité territoriale"
    METROPOLE = "metropole", "Métropole"
    EPCI = "epci", "Communauté urbaine, d’agglomération ou de communes"
    EPT = "ept", "Établissement public territorial"
    COMMUNE = "commune", "Commune"
    SYNDICAT = "syndicat", "Syndicat"
    ETABLISSEMENT_PUBLIC = "etablissement_public", "Établissement public"  # portal
    EPIC = "epic", "Établissement public industriel et commercial"
    ETABLISSEMENT_SANTE = "etablissement_sante", "Hôpital ou groupement hospitalier"
    UNIVERSITE = "universite", "Université ou école"
    BAILLEUR = "bailleur", "Bailleur social"
    AUTRE = "autre", "Autre acheteur"


class TrancheHabitants(Nomenclature):
    """How many people live in the buyer's territory."""

    MOINS_DE_10_000 = "moins_de_10000", "Moins de 10 000"
    DE_10_000_A_20_000 = "de_10000_a_20000", "Entre 10 000 et 20 000"
    DE_21_000_A_50_000 = "de_21000_a_50000", "Entre 21 000 et 50 000"
    DE_51_000_A_100_000 = "de_51000_a_100000", "Entre 51 000 et 100 000"
    DE_101_000_A_200_000 = "de_101000_a_200000", "Entre 101 000 et 200 000"  # portal
    PLUS_DE_200_000 = "plus_de_200000", "Plus de 200 000"  # portal


class TrancheAchats(Nomenclature):
    """How much the buyer spends in a year, before tax."""

    MOINS_DE_50_M = "moins_de_50m", "Moins de 50 millions d’euros HT"
    DE_50_A_100_M = "de_50m_a_100m", "De 50 à 100 millions d’euros HT"  # portal
    DE_100_A_200_M = "de_100m_a_200m", "De 100 à 200 millions d’euros HT"
    PLUS_DE_200_M = "plus_de_200m", "Plus de 200 millions d’euros HT"  # portal


class Approche(Nomenclature):
    """How the scheme is built. The first two come from the programme; the others are ours."""

    OPERATIONNELLE = "operationnelle", "Opérationnelle"
    POLITIQUES_PUBLIQUES = "politiques_publiques", "Par politiques publiques"
    PILIERS = "piliers", "Par piliers du développement durable"
    ENJEUX = "enjeux", "Par enjeux ou objectifs de développement durable"


class ObligationSchema(Nomenclature):
    """Why the buyer has a scheme: the law asks for it, or not."""

    OBLIGE = "oblige", "Obligé"
    VOLONTAIRE = "volontaire", "Volontaire"


class OrigineFiche(Nomenclature):
    DEPOSE = "depose", "Déposé par l’acheteur"
    RECENSE = "recense", "Recensé d’après une source publique"


class Confiance(Nomenclature):
    """How sure a fact is, in the words of the facts. What is only general knowledge has none."""

    A = "A", NIVEAUX["A"].mots
    B = "B", NIVEAUX["B"].mots
    C = "C", NIVEAUX["C"].mots

    @property
    def a_verifier(self) -> bool:
        """Say whether the fact is shown with « à vérifier »."""
        return self is Confiance.C


class TypeDocument(Nomenclature):
    SCHEMA = "schema", "Schéma"
    SYNTHESE = "synthese", "Synthèse"
    DELIBERATION = "deliberation", "Délibération"
    BILAN = "bilan", "Bilan"
    ANNEXE = "annexe", "Annexe"


class Avancement(Nomenclature):
    A_FAIRE = "a_faire", "À faire"
    EN_COURS = "en_cours", "En cours"
    TERMINEE = "terminee", "Terminée"
    ABANDONNEE = "abandonnee", "Abandonnée"


class Categorie(Nomenclature):
    """What an indicator is about: the categories of the law, then two more."""

    SOCIAL = "social", "Achats socialement responsables"
    ECOLOGIQUE = "ecologique", "Achats écologiquement responsables"
    ESUS = "esus", "Achats auprès d’entreprises solidaires (Esus)"
    INSERTION_HANDICAP = "insertion_handicap", "Achats auprès de structures inclusives"
    ECONOMIE = "economie", "Économie et territoire"
    GOUVERNANCE = "gouvernance", "Gouvernance"


class Expression(Nomenclature):
    """How an indicator is expressed; the law knows the first two."""

    NOMBRE = "nombre", "En nombre de contrats"
    VALEUR = "valeur", "En valeur"
    AUTRE = "autre", "Autrement"


class Taxe(Nomenclature):
    """Before or after tax."""

    HT = "HT", "Hors taxes"
    TTC = "TTC", "Toutes taxes comprises"


def edition_libelle(edition: int) -> str:
    """Name an edition: `Première édition`, `Deuxième édition`, `11e édition`."""
    rangs = "Première Deuxième Troisième Quatrième Cinquième Sixième".split()
    rang = rangs[edition - 1] if 1 <= edition <= len(rangs) else f"{edition}e"
    return f"{rang} édition"


# The highest number of each bucket, included; the last bucket has none.
_HABITANTS: Final = (
    (9_999, TrancheHabitants.MOINS_DE_10_000),
    (20_000, TrancheHabitants.DE_10_000_A_20_000),
    (50_000, TrancheHabitants.DE_21_000_A_50_000),
    (100_000, TrancheHabitants.DE_51_000_A_100_000),
    (200_000, TrancheHabitants.DE_101_000_A_200_000),
)
_MILLION: Final = 1_000_000
# 50 million is not below the threshold of the law, and does not exceed it either: the portal's
# words put it in its second bucket.
_CINQUANTE: Final = 50 * _MILLION
_ACHATS: Final = (
    (100 * _MILLION, TrancheAchats.DE_50_A_100_M),
    (200 * _MILLION, TrancheAchats.DE_100_A_200_M),
)

type Nombre = int | float | Decimal


def tranche_habitants(population: int) -> TrancheHabitants:
    """Return the bucket of a number of inhabitants."""
    if population < 0:
        raise ValueError("Un nombre d’habitants n’est pas négatif.")
    return _first(_HABITANTS, population) or TrancheHabitants.PLUS_DE_200_000


def tranche_achats(montant: Nombre) -> TrancheAchats:
    """Return the bucket of a yearly amount in euros, before tax."""
    if not montant >= 0:  # refuses a NaN as well
        raise ValueError("Un montant d’achats n’est pas négatif.")
    if montant < _CINQUANTE:
        return TrancheAchats.MOINS_DE_50_M
    return _first(_ACHATS, montant) or TrancheAchats.PLUS_DE_200_M


def _first[T](bornes: Sequence[tuple[int, T]], nombre: Nombre) -> T | None:
    return next((tranche for borne, tranche in bornes if nombre <= borne), None)


_ESPACE_FINE: Final = "\u202f"


def format_valeur(valeur: object) -> str:
    """Write one value in French: a date, a yes or no, a number, a word of a list, a text."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case int() | float():
            return _number(valeur)
        case Nomenclature() | DatePartielle():
            return valeur.libelle
        case tuple():
            return ", ".join(format_valeur(element) for element in valeur)
        case _:
            return str(valeur)


def _number(nombre: float) -> str:
    entier, _, decimales = f"{nombre:,.10g}".partition(".")
    groupes = entier.replace(",", _ESPACE_FINE)
    return f"{groupes},{decimales}" if decimales else groupes
