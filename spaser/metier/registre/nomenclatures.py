"""The lists of values of a sheet of the register, with the words a reader sees.

The portal of the State shows only some of the values of its own lists: `DU_PORTAIL` says which
words are its own; the others are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class _Nomenclature(StrEnum):
    """A closed list; each value has its French name."""

    @property
    def libelle(self) -> str:
        """Return the name a reader sees."""
        return LIBELLES[self]


class TypeStructure(_Nomenclature):
    """What kind of buyer carries the scheme."""

    ETAT = "etat"
    REGION = "region"
    DEPARTEMENT = "departement"
    COLLECTIVITE = "collectivite"
    METROPOLE = "metropole"
    EPCI = "epci"
    EPT = "ept"
    COMMUNE = "commune"
    SYNDICAT = "syndicat"
    ETABLISSEMENT_PUBLIC = "etablissement_public"
    EPIC = "epic"
    ETABLISSEMENT_SANTE = "etablissement_sante"
    UNIVERSITE = "universite"
    BAILLEUR = "bailleur"
    AUTRE = "autre"


class TrancheHabitants(_Nomenclature):
    """How many people live in the buyer's territory."""

    MOINS_DE_10_000 = "moins_de_10000"
    DE_10_000_A_20_000 = "de_10000_a_20000"
    DE_21_000_A_50_000 = "de_21000_a_50000"
    DE_51_000_A_100_000 = "de_51000_a_100000"
    DE_101_000_A_200_000 = "de_101000_a_200000"
    PLUS_DE_200_000 = "plus_de_200000"


class TrancheAchats(_Nomenclature):
    """How much the buyer spends in a year, before tax."""

    MOINS_DE_50_M = "moins_de_50m"
    DE_50_A_100_M = "de_50m_a_100m"
    DE_100_A_200_M = "de_100m_a_200m"
    PLUS_DE_200_M = "plus_de_200m"


class Approche(_Nomenclature):
    """How the scheme is built. The first two come from the programme; the others are ours."""

    OPERATIONNELLE = "operationnelle"
    POLITIQUES_PUBLIQUES = "politiques_publiques"
    PILIERS = "piliers"
    ENJEUX = "enjeux"


class Obligation(_Nomenclature):
    """Why the buyer has a scheme: the law asks for it, or not."""

    OBLIGE = "oblige"
    VOLONTAIRE = "volontaire"


class Origine(_Nomenclature):
    """Where a sheet, or a fact of a sheet, comes from."""

    DEPOSE = "depose"
    RECENSE = "recense"


class Confiance(_Nomenclature):
    """How sure a fact is. What is only general knowledge has no letter: it is never shown."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def a_verifier(self) -> bool:
        """Say whether the fact is shown with « à vérifier »."""
        return self is Confiance.C


LIBELLES: Final[Mapping[StrEnum, str]] = {
    TypeStructure.ETAT: "État",
    TypeStructure.REGION: "Région",
    TypeStructure.DEPARTEMENT: "Département",
    TypeStructure.COLLECTIVITE: "Autre collectivité territoriale",
    TypeStructure.METROPOLE: "Métropole",
    TypeStructure.EPCI: "Communauté urbaine, d’agglomération ou de communes",
    TypeStructure.EPT: "Établissement public territorial",
    TypeStructure.COMMUNE: "Commune",
    TypeStructure.SYNDICAT: "Syndicat",
    TypeStructure.ETABLISSEMENT_PUBLIC: "Établissement public",
    TypeStructure.EPIC: "Établissement public industriel et commercial",
    TypeStructure.ETABLISSEMENT_SANTE: "Hôpital ou groupement hospitalier",
    TypeStructure.UNIVERSITE: "Université ou école",
    TypeStructure.BAILLEUR: "Bailleur social",
    TypeStructure.AUTRE: "Autre acheteur",
    TrancheHabitants.MOINS_DE_10_000: "Moins de 10 000",
    TrancheHabitants.DE_10_000_A_20_000: "Entre 10 000 et 20 000",
    TrancheHabitants.DE_21_000_A_50_000: "Entre 21 000 et 50 000",
    TrancheHabitants.DE_51_000_A_100_000: "Entre 51 000 et 100 000",
    TrancheHabitants.DE_101_000_A_200_000: "Entre 101 000 et 200 000",
    TrancheHabitants.PLUS_DE_200_000: "Plus de 200 000",
    TrancheAchats.MOINS_DE_50_M: "Moins de 50 millions d’euros HT",
    TrancheAchats.DE_50_A_100_M: "De 50 à 100 millions d’euros HT",
    TrancheAchats.DE_100_A_200_M: "De 100 à 200 millions d’euros HT",
    TrancheAchats.PLUS_DE_200_M: "Plus de 200 millions d’euros HT",
    Approche.OPERATIONNELLE: "Opérationnelle",
    Approche.POLITIQUES_PUBLIQUES: "Par politiques publiques",
    Approche.PILIERS: "Par piliers du développement durable",
    Approche.ENJEUX: "Par enjeux ou objectifs de développement durable",
    Obligation.OBLIGE: "Obligé",
    Obligation.VOLONTAIRE: "Volontaire",
    Origine.DEPOSE: "Déposé par l’acheteur",
    Origine.RECENSE: "Recensé d’après une source publique",
    Confiance.A: "Source officielle",
    Confiance.B: "Presse spécialisée, réseau ou site de l’acheteur",
    Confiance.C: "Source unique ou indirecte, à vérifier",
}

DU_PORTAIL: Final[frozenset[StrEnum]] = frozenset(
    {
        TypeStructure.REGION,
        TypeStructure.DEPARTEMENT,
        TypeStructure.ETABLISSEMENT_PUBLIC,
        TrancheHabitants.DE_101_000_A_200_000,
        TrancheHabitants.PLUS_DE_200_000,
        TrancheAchats.DE_50_A_100_M,
        TrancheAchats.PLUS_DE_200_M,
    }
)
"""Values read word for word on the sheets of the Portail des achats durables (2025-2026)."""


def edition_libelle(edition: int) -> str:
    """Name an edition: `Première édition`, `Deuxième édition`, `11e édition`."""
    rangs = "Première Deuxième Troisième Quatrième Cinquième Sixième".split()
    rang = rangs[edition - 1] if 1 <= edition <= len(rangs) else f"{edition}e"
    return f"{rang} édition"
