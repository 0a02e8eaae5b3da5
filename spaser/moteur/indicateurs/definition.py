"""What an indicator is: data for a reader, and one or two expressions in SQL for the engine.

An expression reads one contract: it names the columns of `colonnes.LISIBLES`, and says what DuckDB
and Spark both understand.

Concessions never enter a rate: the SPASER threshold counts expenditure made under *marchés*. They
have volume facts of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from spaser.contenus.faits import fill_enonces, find_fait, tell_citation
from spaser.moteur.indicateurs.colonnes import list_lues
from spaser.moteur.indicateurs.enrichissement import list_referentiels
from spaser.moteur.valeurs import FicheMethode, StatutJuridique, Variante

type Theme = Literal["social", "environnement", "economie", "volume"]

PREFIXES: Final[dict[str, Theme]] = {
    "SOC": "social",
    "ENV": "environnement",
    "ECO": "economie",
    "VOL": "volume",
}
"""The themes in reading order, by the letters that codes begin with."""

VERSION: Final = "2026.1"
FORMAT_ACTUEL: Final = date(2024, 1, 1)
"""From this day of notification on, contracts tell what `depuis_2024` reads (DECP-FORMAT-2024)."""

DECP: Final = "Données essentielles de la commande publique (DECP)"

AVANT_2024: Final = "non publié : le format d'avant 2024 ne comporte pas cette donnée"
DONNEE_MANQUANTE: Final = "non publié : la donnée manque pour tous ces marchés"


@dataclass(frozen=True, slots=True)
class Population:
    """The contracts an indicator speaks of. `condition` NULL means outside."""

    nom: str
    texte: str
    vide: str  # why there is no figure when no contract qualifies
    condition: str


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
    unknown. What depends on other contracts has neither, but the query of its `preuve`.
    """

    code: str
    libelle: str
    statut: StatutJuridique
    unite: str
    population: Population
    methode: str
    limites: tuple[str, ...]
    faits: tuple[str, ...] = ()  # the texts of law behind it, by the codes of their facts
    exemple: Exemple
    variantes: tuple[Variante, ...]
    reponse: str = ""
    mesure: str = ""
    preuve: str = ""  # the SQL of its proof, for what no contract answers by itself
    entre_0_et_1: bool = False  # every measure lies between 0 and 1: unknowns can be bounded
    source: str = DECP
    version: str = VERSION
    indice: bool = False  # what the data suggest, never a proof of conformity
    depuis_2024: bool = False  # not known of contracts notified before `FORMAT_ACTUEL`
    inconnu: str = DONNEE_MANQUANTE  # why there is no figure when every answer is unknown

    @property
    def theme(self) -> Theme:
        return PREFIXES[self.code[:3]]

    @property
    def lues(self) -> frozenset[str]:
        """Return the columns that its expressions name."""
        return list_lues(f"{self.population.condition} {self.reponse} {self.mesure}")

    @property
    def referentiels_requis(self) -> frozenset[str]:
        return list_referentiels(self.lues)

    @property
    def limites_dites(self) -> tuple[str, ...]:
        return tuple(map(fill_enonces, self.limites))

    @property
    def droit(self) -> str:
        """Say what the law asks, in which version of which text, read when and how surely."""
        cites = [(tell_citation(citation), find_fait(citation)) for citation in self.faits]
        return " ".join(
            f"{enonce} ({fait.texte}, {fait.version} ; {fait.mention}.) {fait.reserve}".strip()
            for enonce, fait in cites
        )

    def explain_inconnu(self, annee: int | None) -> str:
        return AVANT_2024 if self.is_muet(annee) else self.inconnu

    def is_muet(self, annee: int | None) -> bool:
        """Tell whether contracts notified that year could not say what it reads."""
        return self.depuis_2024 and annee is not None and annee < FORMAT_ACTUEL.year

    def fiche(self) -> FicheMethode:
        """Give what a reader needs, without the expressions."""
        return FicheMethode(
            code=self.code,
            libelle=self.libelle,
            theme=self.theme,
            statut=self.statut,
            unite=self.unite,
            methode=f"{self.population.texte} {self.methode}",
            limites=" ".join(self.limites_dites),
            source=self.source,
            version=self.version,
            indice=self.indice,
            droit=self.droit,
            faits=self.faits,
            depuis_2024=self.depuis_2024,
        )

    def pese_en_euros(self, variante: Variante) -> bool:
        """Tell whether contracts weigh their amount, so that those without one are set aside."""
        return variante == "montant" or (variante == "total" and not self.mesure)

    @property
    def a_un_poids_en_euros(self) -> bool:
        return any(self.pese_en_euros(variante) for variante in self.variantes)


DEFENSE: Final = "Marché de défense ou de sécurité"

# CPV ranges for which the origin of the products is a published datum.
CPV_ORIGINE: Final[tuple[tuple[str, str], ...]] = (
    ("15100000", "15982200"),
    ("18100000", "18453000"),
    ("18800000", "18843000"),
    ("33100000", "33198200"),
    ("33600000", "33698300"),
    ("34100000", "34144910"),
    ("34510000", "34522700"),
    ("34600000", "34622500"),
    ("34710000", "34722200"),
)


_MARCHE: Final = "famille = 'marche'"
_HORS_DEFENSE: Final = f"{_MARCHE} AND coalesce(nature, '') <> '{DEFENSE}'"
_ORIGINE: Final = " OR ".join(f"cpv BETWEEN '{debut}' AND '{fin}'" for debut, fin in CPV_ORIGINE)

MARCHES: Final = Population(
    nom="marches",
    texte="Tous les marchés notifiés dans l'année ; les concessions sont présentées à part.",
    vide="aucun marché notifié cette année",
    condition=_MARCHE,
)

HORS_DEFENSE: Final = Population(
    nom="hors_defense",
    texte="Tous les marchés notifiés dans l'année, sauf les marchés de défense ou de sécurité, "
    "auxquels l'obligation ne s'applique pas ; les concessions sont présentées à part.",
    vide="aucun marché hors défense notifié cette année",
    condition=_HORS_DEFENSE,
)

SEUIL_EUROPEEN: Final = Population(
    nom="seuil_europeen",
    texte="Les marchés notifiés dans l'année, hors défense ou sécurité, dont le montant utilisable "
    "atteint le seuil européen en vigueur le jour de la notification.",
    vide="aucun marché repéré au-dessus du seuil européen cette année",
    condition=f"{_HORS_DEFENSE} AND montant_utile >= seuil_ue",
)

CLAUSE_SOCIALE: Final = Population(
    nom="clause_sociale",
    texte="Les marchés notifiés dans l'année qui déclarent une clause sociale.",
    vide="aucun marché déclarant une clause sociale cette année",
    condition=f"{_MARCHE} AND clause_sociale",
)

ORIGINE_DUE: Final = Population(
    nom="origine_due",
    texte="Les marchés notifiés dans l'année dont le code CPV est dans l'une des neuf plages "
    "(denrées, habillement, santé, véhicules) pour lesquelles l'origine est à publier.",
    vide="aucun marché de denrées, d'habillement, de santé ou de véhicules cette année",
    condition=f"{_MARCHE} AND ({_ORIGINE})",
)

AVEC_ACTES: Final = Population(
    nom="avec_actes",
    texte="Les marchés notifiés dans l'année pour lesquels au moins un acte de sous-traitance est "
    "publié.",
    vide="aucun acte de sous-traitance publié pour les marchés de cette année",
    condition=f"{_MARCHE} AND nb_actes > 0",
)

SANS_DOUBLE_COMPTE: Final = Population(
    nom="sans_double_compte",
    texte="Les marchés notifiés dans l'année, sauf les marchés subséquents dont l'accord-cadre est "
    "déjà compté.",
    vide="aucun marché notifié cette année",
    condition=f"{_MARCHE} AND NOT double_compte",
)

CONCESSIONS: Final = Population(
    nom="concessions",
    texte="Les contrats de concession signés dans l'année.",
    vide="aucune concession signée cette année",
    condition="famille = 'concession'",
)
