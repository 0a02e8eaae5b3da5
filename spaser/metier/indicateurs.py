"""The library of indicators: what each measures, from which data, how often; why it would suit.

Its rows are the four of the grid of the programme, and its sub-themes those that tools share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Self

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.donnees.valeurs import StatutJuridique
from spaser.faits.lecture import find_fait
from spaser.lettres import unaccent
from spaser.metier.cibles.modele import Sens
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.sources import Source, cite


class Rubrique(Nomenclature):
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
    return tuple(theme for theme in SousTheme if theme.rubrique is rubrique)


class OrigineDonnees(Nomenclature):
    DECP = "decp", "Données de marchés publiées"
    DEPENSES = "depenses", "Dépenses et factures"
    SAISIE = "saisie", "Relevé à la main"


class Frequence(Nomenclature):
    ANNUELLE = "annuelle", "Chaque année"
    SEMESTRIELLE = "semestrielle", "Chaque semestre"
    TRIMESTRIELLE = "trimestrielle", "Chaque trimestre"


class Consideration(Nomenclature):
    """What a contract may declare, in the words of the published data."""

    CLAUSE_SOCIALE = "clause_sociale", "Clause sociale"
    CRITERE_SOCIAL = "critere_social", "Critère social"
    MARCHE_RESERVE = "marche_reserve", "Marché réservé"
    CLAUSE_ENVIRONNEMENTALE = "clause_environnementale", "Clause environnementale"
    CRITERE_ENVIRONNEMENTAL = "critere_environnemental", "Critère environnemental"


class FicheIndicateur(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An indicator as its file gives it.

    `faits` are the texts behind it, by their codes; `sources` are keys of the file of sources.
    """

    code: str
    libelle: str
    unite: str
    sous_theme: SousTheme
    statut: StatutJuridique
    formule: str
    origine: OrigineDonnees
    donnees: str
    frequence: Frequence
    faits: tuple[str, ...] = ()
    considerations: tuple[Consideration, ...] = ()
    calcul: tuple[str, ...] = ()
    vigilance: str = ""
    sources: tuple[str, ...] = ()
    sens: Sens = Sens.HAUSSE

    @property
    def rubrique(self) -> Rubrique:
        return self.sous_theme.rubrique

    @property
    def droit(self) -> str:
        return " et ".join(dict.fromkeys(find_fait(citation).texte for citation in self.faits))

    @property
    def est_calcule(self) -> bool:
        return bool(self.calcul)


class Bibliotheque(msgspec.Struct, frozen=True, kw_only=True):
    """Every indicator, row after row, and every source."""

    indicateurs: tuple[FicheIndicateur, ...]
    sources: dict[str, Source]

    def find(self, code: str) -> FicheIndicateur | None:
        return next((fiche for fiche in self.indicateurs if fiche.code == code), None)

    def name(self, code: str) -> str:
        fiche = self.find(code)
        return fiche.libelle if fiche else ""

    def list_sources(self, fiche: FicheIndicateur) -> tuple[Source, ...]:
        return cite(fiche.faits) + tuple(self.sources[cle] for cle in fiche.sources)


@cache
def load_bibliotheque() -> Bibliotheque:
    fiches = tuple(
        fiche
        for rubrique in Rubrique
        for fiche in read_contenu(f"indicateurs/{rubrique.value}.json", tuple[FicheIndicateur, ...])
    )
    return Bibliotheque(
        indicateurs=fiches,
        sources=read_contenu("indicateurs/sources.json", dict[str, Source]),
    )


def name_indicateur(code: str) -> str:
    fiche = load_bibliotheque().find(code)
    return fiche.libelle if fiche else code


@dataclass(frozen=True, slots=True)
class Raison:
    """A reason in words, for indicators by their code or for all those of some sub-themes.

    `schema` is the plan that it comes from, when it comes from one. It is `precise` when somebody,
    or a tool, named that very indicator.
    """

    texte: str
    indicateurs: tuple[str, ...] = ()
    sous_themes: tuple[SousTheme, ...] = ()
    schema: str = ""
    precise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RechercheIndicateurs:
    """What one looks for; what is left empty filters nothing."""

    texte: str = ""
    rubrique: Rubrique | None = None
    sous_theme: SousTheme | None = None
    origine: OrigineDonnees | None = None
    statut: StatutJuridique | None = None
    calcule: bool = False


def search_indicateurs(
    fiches: Iterable[FicheIndicateur], demande: RechercheIndicateurs
) -> tuple[FicheIndicateur, ...]:
    """Keep the indicators that answer: every word must be there, accents apart."""
    mots = unaccent(demande.texte).split()
    return tuple(
        fiche
        for fiche in fiches
        if demande.rubrique in {None, fiche.rubrique}
        and demande.sous_theme in {None, fiche.sous_theme}
        and demande.origine in {None, fiche.origine}
        and demande.statut in {None, fiche.statut}
        and (fiche.est_calcule or not demande.calcule)
        and _holds(fiche, mots)
    )


def _holds(fiche: FicheIndicateur, mots: list[str]) -> bool:
    texte = unaccent(
        f"{fiche.code} {fiche.libelle} {fiche.formule} {fiche.donnees} {fiche.sous_theme.libelle}"
    )
    return all(mot in texte for mot in mots)
