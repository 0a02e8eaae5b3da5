"""What an indicator is: data for a reader, and one or two expressions for the engine.

Nothing here imports Ibis: a definition is read in a millisecond, and computed only by a build.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from spaser.donnees.valeurs import Fiche, StatutJuridique, Variante
from spaser.faits.lecture import find_fait, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ibis.expr.types import BooleanValue, NumericValue

    from spaser.donnees.indicateurs.contrats import Contrats

type Theme = Literal["social", "environnement", "economie", "volume"]

VERSION: Final = "2026.1"
DECP: Final = "Données essentielles de la commande publique (DECP)"

DONNEE_MANQUANTE: Final = "non publié : la donnée manque pour tous ces marchés"


@dataclass(frozen=True, slots=True)
class Population:
    """The contracts an indicator speaks of. `condition` NULL means outside."""

    nom: str
    texte: str
    vide: str  # why there is no figure when no contract qualifies
    condition: Callable[[Contrats], BooleanValue]


@dataclass(frozen=True, slots=True)
class Attendu:
    """The row of `valeurs` that a worked example must give."""

    variante: Variante
    numerateur: float | None
    denominateur: float | None
    n: int
    inconnus: int
    valeur: float | None
    bas: float | None
    haut: float | None


@dataclass(frozen=True, slots=True)
class Exemple:
    """A handful of contracts and what they give.

    `colonnes` are those of `marches`, plus two short cuts: `titulaires` (identifiers of the
    holders at award) and `actes` (amounts of the subcontracting acts). `listes` fills the
    reference tables.
    """

    colonnes: tuple[str, ...]
    marches: tuple[tuple[object, ...], ...]
    attendus: tuple[Attendu, ...]
    listes: Mapping[str, tuple[Mapping[str, object], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicateur:
    """One indicator.

    A share has a `reponse` (true, false, NULL for *unknown*) and comes in 'nombre' and 'montant';
    'total' then adds the euros answered true. A mean or a plain total has a `mesure`, NULL when
    unknown.
    """

    code: str
    libelle: str
    theme: Theme
    statut: StatutJuridique
    unite: str
    population: Population
    methode: str
    limites: tuple[str, ...]
    faits: tuple[str, ...] = ()  # the texts of law behind it, by the codes of their facts
    exemple: Exemple
    variantes: tuple[Variante, ...]
    reponse: Callable[[Contrats], BooleanValue] | None = None
    mesure: Callable[[Contrats], NumericValue] | None = None
    entre_0_et_1: bool = False  # every measure lies between 0 and 1: unknowns can be bounded
    source: str = DECP
    version: str = VERSION
    indice: bool = False  # what the data suggest, never a proof of conformity
    depuis_2024: bool = False  # the field does not exist in the format used before 2024
    inconnu: str = DONNEE_MANQUANTE  # why there is no figure when every answer is unknown
    referentiels_requis: frozenset[str] = frozenset()

    @property
    def droit(self) -> str:
        """Say what the law asks, and in which version of which text."""
        cites = [(tell(citation), find_fait(citation)) for citation in self.faits]
        return " ".join(
            f"{enonce} ({fait.texte}, {fait.version}.) {fait.reserve}".strip()
            for enonce, fait in cites
        )

    def fiche(self) -> Fiche:
        """Give what a reader needs, without the expressions."""
        return Fiche(
            code=self.code,
            libelle=self.libelle,
            theme=self.theme,
            statut=self.statut,
            unite=self.unite,
            methode=f"{self.population.texte} {self.methode}",
            limites=" ".join(self.limites),
            source=self.source,
            version=self.version,
            indice=self.indice,
            droit=self.droit,
            faits=self.faits,
        )

    def pese_en_euros(self, variante: Variante) -> bool:
        """Tell whether contracts weigh their amount, so that those without one are set aside."""
        return variante == "montant" or (variante == "total" and self.mesure is None)

    @property
    def a_un_poids_en_euros(self) -> bool:
        """Tell whether one of its figures weighs contracts by their amount."""
        return any(self.pese_en_euros(variante) for variante in self.variantes)
