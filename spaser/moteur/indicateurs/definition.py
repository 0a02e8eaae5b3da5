"""What an indicator is: data for a reader, and one or two expressions in SQL for the engine.

An expression reads one contract: it names the columns of `colonnes.LISIBLES`, and says what DuckDB
and Spark both understand.

Concessions never enter a rate: the SPASER threshold counts expenditure made under *marchés*. They
have volume facts of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from spaser.contenus.faits import fill_enonces, find_fait, tell_citation
from spaser.moteur.indicateurs.colonnes import RECENTES, list_lues
from spaser.moteur.indicateurs.enrichissement import list_referentiels, reads_titulaires
from spaser.moteur.valeurs import FicheMethode, StatutJuridique, Variante

type Theme = Literal["social", "environnement", "economie", "volume"]

PREFIXES: Final[dict[str, Theme]] = {
    "SOC": "social",
    "ENV": "environnement",
    "ECO": "economie",
    "VOL": "volume",
}
"""The themes in reading order, by the letters that codes begin with."""

FORMAT_ACTUEL: Final = date(2024, 1, 1)
"""From this day of notification on, contracts tell what `depuis_2024` reads (DECP-FORMAT-2024)."""

# --- Sentences that definitions call for; those that state the law name the fact that tells it ---

INDICE: Final = "C'est un indice, jamais une preuve de conformité ni de manquement."
COUVERTURE: Final = "{{CCP-R2196-1.couverture}}"
AVANT_2024: Final = (
    "Le format utilisé jusqu'à fin 2023 ne comporte pas cette donnée : les marchés notifiés avant "
    "2024 sont inconnus, même publiés à nouveau depuis, jamais comptés comme des « non »."
)
DECLARATIF: Final = (
    "La donnée est celle que l'acheteur a déclarée ; le contenu du marché n'est pas lu."
)
MONTANTS: Final = (
    "En valeur, un marché pèse son montant notifié hors taxes : un maximum ou une estimation, "
    "jamais la dépense payée. Sont écartés, et comptés par VOL-10, les montants manquants, "
    "factices ou aberrants et les marchés subséquents dont l'accord-cadre est déjà compté."
)
GROUPEMENT: Final = (
    "Le montant d'un marché à plusieurs titulaires n'est pas réparti entre eux : il compte en "
    "entier dès qu'un titulaire répond à la condition."
)
TITULAIRES: Final = (
    "Seuls les titulaires à l'attribution sont regardés, ni leurs sous-traitants ni les titulaires "
    "désignés par une modification."
)
JAMAIS_ADDITIONNER: Final = (
    "Une structure d'insertion ou du handicap peut aussi être agréée ESUS : les achats auprès "
    "d'ESUS (SOC-13) et ceux auprès de structures inclusives (SOC-14, SOC-15, SOC-IN) ne "
    "s'additionnent jamais."
)
STATUT_DU_JOUR: Final = (
    "La liste ne porte pas d'historique : le statut connu aujourd'hui est appliqué aux marchés "
    "passés."
)
SANS_SIRET: Final = (
    "inconnu : aucun titulaire de ces marchés n'est identifié par un SIRET utilisable"
)
SANS_SIRENE: Final = "inconnu : aucun titulaire de ces marchés n'est renseigné dans Sirene"
DONNEE_MANQUANTE: Final = "non publié : la donnée manque pour tous ces marchés"
NON_PUBLIE: Final = "non publié : le format d'avant 2024 ne comporte pas cette donnée"

DECP: Final = "Données essentielles de la commande publique (DECP)"
LISTES: Final[dict[str, tuple[str, str]]] = {
    "ref_sirene_unites": ("l'extrait Sirene des unités légales", "Sirene"),
    "ref_sirene_etablissements": ("l'extrait Sirene des établissements", "Sirene"),
    "ref_esus": (
        "la liste des entreprises agréées ESUS",
        "liste nationale des entreprises agréées ESUS",
    ),
    "ref_inclusion": (
        "la liste des structures d'insertion et du handicap",
        "liste des structures d'insertion et du handicap",
    ),
    "ref_communes": ("la liste des communes", "code officiel géographique"),
    "ref_communes_anciennes": ("la liste des anciennes communes", "code officiel géographique"),
    "ref_seuils": ("la table des seuils européens", "seuils européens"),
}
"""What a sentence calls each list, and what it is called among sources, which keep this order."""

_NOMBRES: Final = (
    "Une liste manque",
    "Deux listes manquent",
    "Trois listes manquent",
    "Quatre listes manquent",
)


def tell_absentes(listes: frozenset[str]) -> str:
    """Name the lists that are not loaded, in the one sentence of a page; nothing for none.

    Beside it, a figure that needs one of them says `LISTE_ABSENTE` and no more.
    """
    noms = [LISTES[liste][0] for liste in sorted(listes)]
    if not noms:
        return ""
    nombre = _NOMBRES[min(len(noms), len(_NOMBRES)) - 1]
    suite = noms[0] if len(noms) == 1 else f"{', '.join(noms[:-1])} et {noms[-1]}"
    return f"{nombre} sur ce site : {suite}. Ce qui en dépend est « non connu »."


# --- What an indicator is ---


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


type Mesures = tuple[float | None, float | None, int, int, float | None, float | None, float | None]
"""Numerator, denominator, contracts, unknowns, value, low, high."""


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
    listes: Mapping[str, tuple[Mapping[str, object], ...]]


def make_exemple(
    colonnes: tuple[str, ...],
    *marches: tuple[object, ...],
    listes: Mapping[str, tuple[Mapping[str, object], ...]] | None = None,
    nombre: Mesures | None = None,
    montant: Mesures | None = None,
    moyenne: Mesures | None = None,
    total: Mesures | None = None,
) -> Exemple:
    """Lay an example out as a table: titles, a row a contract, what each variant must give."""
    mesures: dict[Variante, Mesures | None] = {
        "nombre": nombre,
        "montant": montant,
        "moyenne": moyenne,
        "total": total,
    }
    attendus = tuple(Attendu(variante, *m) for variante, m in mesures.items() if m)
    return Exemple(colonnes, marches, attendus, listes or {})


# --- The populations ---

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


# --- The indicators ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicateur:
    """One indicator. What a default says, and what its expressions tell, is not told again.

    A share has a `reponse` (true, false, NULL for *unknown*) and comes in 'nombre' and 'montant';
    'total' then adds the euros answered true. A mean or a plain total has a `mesure`, NULL when
    unknown. What depends on other contracts has neither, but the query of its `preuve`. It has the
    variants that its example gives. `limites` are its own, a line each.
    """

    code: str
    libelle: str
    statut: StatutJuridique = "propose"
    unite: str = "%"
    faits: tuple[str, ...] = ()  # the texts of law behind it, by the codes of their facts
    population: Population = MARCHES
    reponse: str = ""
    mesure: str = ""
    preuve: str = ""  # the SQL of its proof, for what no contract answers by itself
    entre_0_et_1: bool = False  # every measure lies between 0 and 1: unknowns can be bounded
    revision: str = ""  # its version, when it is not that of the rules it follows
    indice: bool = False  # what the data suggest, never a proof of conformity
    a_la_demande: bool = False  # computed for one buyer when asked, and kept nowhere
    methode: str
    limites: str = ""
    inconnu: str = ""  # why there is no figure when every answer is unknown, if not as usual
    exemple: Exemple

    @property
    def theme(self) -> Theme:
        return PREFIXES[self.code[:3]]

    @property
    def variantes(self) -> tuple[Variante, ...]:
        return tuple(attendu.variante for attendu in self.exemple.attendus)

    @property
    def lues(self) -> frozenset[str]:
        """Return the columns that its expressions name."""
        return list_lues(f"{self.population.condition} {self.reponse} {self.mesure}")

    @property
    def referentiels_requis(self) -> frozenset[str]:
        return list_referentiels(self.lues)

    @property
    def depuis_2024(self) -> bool:
        """Tell whether it is not known of contracts notified before `FORMAT_ACTUEL`."""
        return bool(self.lues & RECENTES)

    @property
    def version(self) -> str:
        """Return what stored figures are compared with: another one has them computed again."""
        return self.revision or ("2026.2" if self.depuis_2024 else "2026.1")

    @property
    def source(self) -> str:
        listes = [source for nom, (_, source) in LISTES.items() if nom in self.referentiels_requis]
        return " ; ".join(dict.fromkeys([DECP, *listes]))

    @property
    def limites_dites(self) -> tuple[str, ...]:
        """Return its own limits among those that its definition calls for."""
        titulaires = reads_titulaires(self.lues) or "titulaires" in self.preuve
        appelees = {
            JAMAIS_ADDITIONNER: titulaires and self.statut == "legal",
            STATUT_DU_JOUR: "ref_inclusion" in self.referentiels_requis,
            GROUPEMENT: titulaires and self.a_un_poids_en_euros,
            TITULAIRES: titulaires,
            DECLARATIF: self.depuis_2024,
            AVANT_2024: self.depuis_2024,
            MONTANTS: self.a_un_poids_en_euros,
            COUVERTURE: self.population is not CONCESSIONS,
        }
        communes = (texte for texte, appelee in appelees.items() if appelee)
        dites = (INDICE if self.indice else "", *self.limites.splitlines(), *communes)
        return tuple(map(fill_enonces, filter(None, dites)))

    @property
    def droit(self) -> str:
        """Say what the law asks, in which version of which text, read when and how surely."""
        cites = [(tell_citation(citation), find_fait(citation)) for citation in self.faits]
        return " ".join(
            f"{enonce} ({fait.texte}, {fait.version} ; {fait.mention}.) {fait.reserve}".strip()
            for enonce, fait in cites
        )

    @property
    def sans_reponse(self) -> str:
        """Say why there is no figure when every answer is unknown."""
        if self.inconnu or not reads_titulaires(self.lues):
            return self.inconnu or DONNEE_MANQUANTE
        sirene = {"ref_sirene_unites", "ref_sirene_etablissements"} & self.referentiels_requis
        return SANS_SIRENE if sirene else SANS_SIRET

    def explain_inconnu(self, annee: int | None) -> str:
        return NON_PUBLIE if self.is_muet(annee) else self.sans_reponse

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
