"""An indicator of the library: what it measures, from which data, how often."""

from __future__ import annotations

import msgspec

from spaser.donnees.valeurs import StatutJuridique
from spaser.faits.lecture import find_fait
from spaser.metier.indicateurs.themes import Rubrique, SousTheme
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.sources import Source, cite


class Origine(Nomenclature):
    """Where the figures come from."""

    DECP = "decp", "Données de marchés publiées"
    DEPENSES = "depenses", "Dépenses et factures"
    SAISIE = "saisie", "Relevé à la main"


class Frequence(Nomenclature):
    """How often an indicator is worth reading."""

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
    origine: Origine
    donnees: str
    frequence: Frequence
    faits: tuple[str, ...] = ()
    considerations: tuple[Consideration, ...] = ()
    calcul: tuple[str, ...] = ()
    vigilance: str = ""
    sources: tuple[str, ...] = ()

    @property
    def rubrique(self) -> Rubrique:
        """Return its row of the grid."""
        return self.sous_theme.rubrique

    @property
    def droit(self) -> str:
        """Name the texts behind it."""
        return " et ".join(dict.fromkeys(find_fait(citation).texte for citation in self.faits))

    @property
    def est_calcule(self) -> bool:
        """Say whether this tool computes it from published contracts."""
        return bool(self.calcul)


class Bibliotheque(msgspec.Struct, frozen=True, kw_only=True):
    """Every indicator, row after row, and every source."""

    indicateurs: tuple[FicheIndicateur, ...]
    sources: dict[str, Source]

    def find(self, code: str) -> FicheIndicateur | None:
        """Return an indicator by its code."""
        return next((fiche for fiche in self.indicateurs if fiche.code == code), None)

    def list_sources(self, fiche: FicheIndicateur) -> tuple[Source, ...]:
        """Return where an indicator comes from; none for one that is ours."""
        return cite(fiche.faits) + tuple(self.sources[cle] for cle in fiche.sources)
