"""What can be corrected, because it was published, or completed, because it never is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reponse(StrEnum):
    OUI = "oui"
    NON = "non"
    INCONNU = "inconnu"

    @property
    def libelle(self) -> str:
        return self.value.capitalize()


class NatureChamp(StrEnum):
    ETAT = "etat"
    EUROS = "euros"
    HEURES = "heures"
    JOUR = "jour"
    TEXTE = "texte"
    FAMILLE = "famille"  # of purchases, by its code


class Groupe(StrEnum):
    """What belongs together on a page."""

    SOCIAL = "social"
    ENVIRONNEMENT = "environnement"
    MARCHE = "marche"
    COMPLEMENTS = "complements"


class ChampMarche(StrEnum):
    """A thing that a buyer may say of a contract."""

    SOCIAL = "social"
    CLAUSE_SOCIALE = "clause_sociale"
    CRITERE_SOCIAL = "critere_social"
    RESERVE = "reserve"
    ENVIRONNEMENT = "environnement"
    CLAUSE_ENVIRONNEMENTALE = "clause_environnementale"
    CRITERE_ENVIRONNEMENTAL = "critere_environnemental"
    LOT = "lot"
    MONTANT = "montant"
    FAMILLE_ACHAT = "famille_achat"
    EGALITE = "egalite"
    CARBONE = "carbone"
    HEURES_INSERTION = "heures_insertion"
    DEROGATION = "derogation"
    DATE_LANCEMENT = "date_lancement"
    BESOIN_ESTIME = "besoin_estime"

    @property
    def definition(self) -> Definition:
        return DEFINITIONS[self]

    @property
    def libelle(self) -> str:
        """Return its name."""
        return DEFINITIONS[self].libelle


@dataclass(frozen=True, slots=True)
class Definition:
    """A thing that can be said of a contract; `publie` tells that open data may say it too."""

    libelle: str
    nature: NatureChamp
    groupe: Groupe
    aide: str = ""
    publie: bool = False


def _etat(libelle: str, groupe: Groupe, aide: str = "", *, publie: bool = True) -> Definition:
    return Definition(libelle, NatureChamp.ETAT, groupe, aide, publie)


DEFINITIONS: Final[Mapping[ChampMarche, Definition]] = {
    ChampMarche.SOCIAL: _etat(
        "Considération sociale",
        Groupe.SOCIAL,
        "Oui s’il y a une clause, un critère d’attribution ou si le marché est réservé.",
    ),
    ChampMarche.CLAUSE_SOCIALE: _etat("Clause sociale d’exécution", Groupe.SOCIAL),
    ChampMarche.CRITERE_SOCIAL: _etat("Critère social d’attribution", Groupe.SOCIAL),
    ChampMarche.RESERVE: _etat("Marché réservé", Groupe.SOCIAL),
    ChampMarche.ENVIRONNEMENT: _etat(
        "Considération environnementale",
        Groupe.ENVIRONNEMENT,
        "Oui s’il y a une clause ou un critère d’attribution.",
    ),
    ChampMarche.CLAUSE_ENVIRONNEMENTALE: _etat(
        "Clause environnementale d’exécution", Groupe.ENVIRONNEMENT
    ),
    ChampMarche.CRITERE_ENVIRONNEMENTAL: _etat(
        "Critère environnemental d’attribution", Groupe.ENVIRONNEMENT
    ),
    ChampMarche.LOT: Definition(
        "Lot", NatureChamp.TEXTE, Groupe.MARCHE, "Son numéro, comme « 3 » ou « 2B »."
    ),
    ChampMarche.MONTANT: Definition(
        "Montant notifié HT",
        NatureChamp.EUROS,
        Groupe.MARCHE,
        "Celui du contrat à sa notification, comme « 1 234,50 € ».",
        publie=True,
    ),
    ChampMarche.FAMILLE_ACHAT: Definition(
        "Famille d’achat",
        NatureChamp.FAMILLE,
        Groupe.MARCHE,
        "Déduite du code CPV publié ; choisissez-en une autre si elle ne dit pas ce que vous "
        "achetez.",
        publie=True,
    ),
    ChampMarche.EGALITE: _etat(
        "Égalité entre les femmes et les hommes",
        Groupe.COMPLEMENTS,
        "Une clause ou un critère du marché y contribue.",
        publie=False,
    ),
    ChampMarche.CARBONE: _etat(
        "Émissions de gaz à effet de serre",
        Groupe.COMPLEMENTS,
        "Une clause ou un critère du marché vise à les réduire.",
        publie=False,
    ),
    ChampMarche.HEURES_INSERTION: Definition(
        "Heures d’insertion prévues", NatureChamp.HEURES, Groupe.COMPLEMENTS, "Un nombre d’heures."
    ),
    ChampMarche.DEROGATION: _etat(
        "Dérogation motivée",
        Groupe.COMPLEMENTS,
        "Le marché n’a pas de considération sociale ou environnementale, et le dossier dit "
        "pourquoi.",
        publie=False,
    ),
    ChampMarche.DATE_LANCEMENT: Definition(
        "Date de lancement",
        NatureChamp.JOUR,
        Groupe.COMPLEMENTS,
        "Celle de l’envoi de l’avis ou de la consultation.",
    ),
    ChampMarche.BESOIN_ESTIME: Definition(
        "Besoin estimé HT",
        NatureChamp.EUROS,
        Groupe.COMPLEMENTS,
        "L’estimation faite avant la consultation.",
    ),
}

GROUPES: Final[Mapping[Groupe, str]] = {
    Groupe.SOCIAL: "Considérations sociales",
    Groupe.ENVIRONNEMENT: "Considérations environnementales",
    Groupe.MARCHE: "Lot, montant et famille d’achat",
    Groupe.COMPLEMENTS: "Ce que les données ouvertes ne disent pas",
}

# A whole and its parts: the whole is « oui » as soon as one part is.
PARTIES: Final[Mapping[ChampMarche, tuple[ChampMarche, ...]]] = {
    ChampMarche.SOCIAL: (
        ChampMarche.CLAUSE_SOCIALE,
        ChampMarche.CRITERE_SOCIAL,
        ChampMarche.RESERVE,
    ),
    ChampMarche.ENVIRONNEMENT: (
        ChampMarche.CLAUSE_ENVIRONNEMENTALE,
        ChampMarche.CRITERE_ENVIRONNEMENTAL,
    ),
}
