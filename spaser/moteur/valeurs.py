"""Value types of the data chain: plain frozen data that every floor may import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Protocol

Variante = Literal["nombre", "montant", "moyenne", "total"]
"""How a value is expressed: share of contracts, share of euros, mean, or plain total."""

LISTE_ABSENTE: Final = "non connu"
"""Why a figure has no value when a list is missing: the page names the lists, once."""

StatutJuridique = Literal["legal", "suivi", "propose"]
"""Answers a duty or a category of the law; theme seen in published schemes; our proposal."""


@dataclass(frozen=True, slots=True)
class Valeur:
    """One indicator of one buyer for one year.

    `valeur`, `bas` and `haut` are shares between 0 and 1 for 'nombre' and 'montant', a mean for
    'moyenne', a count or euros for 'total'. `valeur` is None when nothing is known: `absence`
    then says why, in French. There is never a 0 % that means "no data".
    """

    siren: str
    annee: int | None
    indicateur: str
    variante: Variante
    numerateur: float | None
    denominateur: float | None
    n: int
    inconnus: int
    valeur: float | None
    bas: float | None
    haut: float | None
    absence: str | None = None


@dataclass(frozen=True, slots=True)
class FicheMethode:
    """What a reader needs to understand an indicator, without computing it."""

    code: str
    libelle: str
    theme: Literal["social", "environnement", "economie", "volume"]
    statut: StatutJuridique
    unite: str
    methode: str
    limites: str
    source: str
    version: str
    indice: bool = False  # True: what the data suggest, never a proof of conformity
    droit: str = ""  # what the law asks, when there is a text behind it
    faits: tuple[str, ...] = ()  # those texts, by the codes of their facts
    depuis_2024: bool = False  # True: the format used before does not have what it counts


@dataclass(frozen=True, slots=True)
class Acheteur:
    siren: str
    nom: str | None
    sirets: tuple[str, ...]
    nb_marches: int
    nb_concessions: int
    annees: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceLue:
    cle: str
    nom: str
    sha256: str
    date_import: date
    lus: int


@dataclass(frozen=True, slots=True)
class AnneeVue:
    """What files hold of a year: contracts of any buyer, from which day to which.

    The first and last hundredth of days are left out: a wrong date stretches no year.
    """

    annee: int
    marches: int
    premier: date
    dernier: date


@dataclass(frozen=True, slots=True)
class SerieLue:
    """Files that bear one name, dates and ranks left aside: a publisher's, or a buyer's own.

    `publie_le` is their last day of publication; failing that, of reading.
    """

    fichiers: tuple[SourceLue, ...]
    annees: tuple[AnneeVue, ...]
    publie_le: date
    un_acheteur: bool = False

    def find(self, annee: int) -> AnneeVue | None:
        return next((vue for vue in self.annees if vue.annee == annee), None)


@dataclass(frozen=True, slots=True)
class AnneeCorrigee:
    """How many contracts of a year there are, and how many are no longer as published.

    By what was corrected: indicators of other themes read amounts at most. One that is shown as a
    file of the buyer gives it counts in each.
    """

    annee: int
    marches: int
    social: int
    environnement: int
    montant: int

    def count(self, theme: str) -> int:
        par_theme = {"social": self.social, "environnement": self.environnement}
        return par_theme.get(theme, self.montant)


@dataclass(frozen=True, slots=True)
class Bilan:
    acheteur: Acheteur
    date_donnees: date | None  # latest publication date found in the store
    date_calcul: date
    valeurs: tuple[Valeur, ...]
    fiches: tuple[FicheMethode, ...]
    sources: tuple[SourceLue, ...]
    avertissements: tuple[str, ...] = ()
    annee: int | None = None  # the only year asked for; None: all of them
    series: tuple[SerieLue, ...] = ()  # the files that name this buyer, and those of their kind
    corrigees: tuple[AnneeCorrigee, ...] = ()  # of the contracts that the buyer corrected


@dataclass(frozen=True, slots=True)
class LignePreuve:
    """A contract behind a figure, with the way back to its file and its rank."""

    cle: int
    etat: Literal["compte", "non_compte", "inconnu", "ecarte"]
    id: str | None
    objet: str | None
    date_notification: date | None
    montant: float | None
    fichier: str
    rang: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A share on the contracts of one family of purchases."""

    famille: str
    valeur: Valeur


@dataclass(frozen=True, slots=True)
class Rebut:
    """A record that cannot be used, kept with its raw text."""

    rang: int
    code: str
    detail: str
    texte: str


@dataclass(slots=True)
class Lecture:
    """What a reader found in one file.

    `lus` counts records (contract groups for a table with a row per holder); `lignes` counts the
    rows of such a table and is None elsewhere. `fichiers` are the NDJSON files written, in order.
    """

    lus: int = 0
    lignes: int | None = None
    rebuts: list[Rebut] = field(default_factory=list)
    champs_inconnus: dict[str, int] = field(default_factory=dict)
    fichiers: list[str] = field(default_factory=list)

    def add(self, suite: Lecture) -> None:
        """Add what was found further in the file."""
        self.lus += suite.lus
        self.rebuts += suite.rebuts
        self.fichiers += suite.fichiers
        if suite.lignes is not None:
            self.lignes = (self.lignes or 0) + suite.lignes
        for champ, nombre in suite.champs_inconnus.items():
            self.champs_inconnus[champ] = self.champs_inconnus.get(champ, 0) + nombre


@dataclass(frozen=True, slots=True)
class Ignore:
    """An input that holds no record, with the reason, in French."""

    nom: str
    raison: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A readable local file behind an input (a zip holds several)."""

    nom: str  # as the user named it; `archive.zip › membre.json` for a member
    chemin: str
    taille: int


class Suivi(Protocol):
    """Where a long work tells how far it is."""

    def etape(self, nom: str) -> None:
        """Start a step, named in French."""

    def avance(self, fait: int, total: int | None) -> None:
        """Tell how many bytes of the step are done since its start, and how many there are."""


class SansSuivi:
    """Tells nobody."""

    def etape(self, nom: str) -> None:
        """Say nothing."""

    def avance(self, fait: int, total: int | None) -> None:
        """Say nothing."""
