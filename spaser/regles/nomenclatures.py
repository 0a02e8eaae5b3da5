"""Lists of values, states, sources, years and dates, as a reader sees them."""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self

import msgspec

from spaser.contenus.faits import NIVEAUX, Fait, find_fait, load_faits, read_decompte

# --- Dates as public pages give them: a year, a month, or a day; the clock of this site ---


MOTIF_DATE: Final = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_DATE: Final = re.compile(MOTIF_DATE)
_MOIS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)


class DatePartielle(str):
    """A date known to the year (`2023`), the month (`2023-06`) or the day (`2023-06-15`).

    It is its own text: it sorts, compares and is stored as such.
    """

    __slots__ = ()

    def __new__(cls, texte: str) -> Self:
        """Refuse a text that is no date."""
        if not is_date_partielle(texte):
            message = f"« {texte} » n’est ni une année, ni un mois, ni un jour."
            raise ValueError(message)
        return super().__new__(cls, texte)

    @property
    def debut(self) -> date:
        """Return the first day it may mean."""
        annee, mois, jour = self._parts()
        return date(annee, mois or 1, jour or 1)

    @property
    def fin(self) -> date:
        """Return the last day it may mean."""
        annee, mois, jour = self._parts()
        dernier = calendar.monthrange(annee, mois or 12)[1]
        return date(annee, mois or 12, jour or dernier)

    @property
    def libelle(self) -> str:
        """Return the date as a reader says it: `2023`, `juin 2023`, `15 juin 2023`."""
        annee, mois, jour = self._parts()
        if not mois:
            return str(annee)
        nom = f"{_MOIS[mois - 1]} {annee}"
        if not jour:
            return nom
        return f"1er {nom}" if jour == 1 else f"{jour} {nom}"

    def _parts(self) -> tuple[int, int, int]:
        annee, mois, jour = [*map(int, self.split("-")), 0, 0][:3]
        return annee, mois, jour


def tell_jour(jour: date) -> str:
    """Return a day as a reader says it: `15 juin 2023`."""
    return DatePartielle(jour.isoformat()).libelle


def is_date_partielle(texte: str) -> bool:
    """Say whether a text is a year, a month or a day of the calendar (not the 30th of February)."""
    if not _DATE.fullmatch(texte) or texte.startswith("0000"):
        return False
    annee, *reste = map(int, texte.split("-"))
    if len(reste) < 2:  # noqa: PLR2004 - a day needs a month and a day
        return True
    return reste[1] <= calendar.monthrange(annee, reste[0])[1]


# --- The lists of values of a sheet of the register, and how a reader sees a value ---
# The portal of the State shows only some of the values of its own lists. Marked `portal` are the
# words read on its sheets in 2025 and 2026; the others are ours. Its words leave gaps (100 000,
# then 101 000): a number in a gap goes to the bucket above.


class Nomenclature(StrEnum):
    """A closed list; each value has its code and the French name that a reader sees."""

    libelle: str

    def __new__(cls, code: str, libelle: str = "", *_autres: object) -> Self:
        """Keep the code as the value, and the name beside it; a code alone finds its value.

        What else a list gives of each value, its `__init__` takes.
        """
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


class ExpressionIndicateur(Nomenclature):
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


def tranche_habitants(population: int) -> TrancheHabitants:
    """Return the bucket of a number of inhabitants."""
    if population < 0:
        raise ValueError("Un nombre d’habitants n’est pas négatif.")
    bornes = (tranche for borne, tranche in _HABITANTS if population <= borne)
    return next(bornes, TrancheHabitants.PLUS_DE_200_000)


_ESPACE_FINE: Final = "\u202f"


def format_valeur(valeur: object) -> str:
    """Write one value in French: a date, a yes or no, a number, a word of a list, a text."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case int() | float():
            entier, _, decimales = f"{valeur:,.10g}".partition(".")
            groupes = entier.replace(",", _ESPACE_FINE)
            return f"{groupes},{decimales}" if decimales else groupes
        case Nomenclature() | DatePartielle():
            return valeur.libelle
        case tuple():
            return ", ".join(format_valeur(element) for element in valeur)
        case _:
            return str(valeur)


# --- Which civil year a buyer's figures open on, and the years that only stand beside it ---


_PUBLICATION: Final = "CCP-R2196-1"


@dataclass(frozen=True, slots=True)
class Annees:
    """The year shown, or None when no year is over; what is expected, what stands beside it."""

    montree: int | None
    attendue: int
    entiere: bool = True  # False: the data stop before all of the year shown is published
    suivantes: tuple[int, ...] = ()  # not over, or still being published: never a headline
    a_venir: tuple[int, ...] = ()  # after the current year: a date to correct


def annee_montree(jour: date) -> int:
    delai = int(read_decompte(_PUBLICATION, "delai"))
    return jour.year - 1 if jour.month > delai else jour.year - 2


def choose_annees(
    connues: Iterable[int], aujourdhui: date, date_donnees: date | None = None
) -> Annees:
    """Choose among the years that have contracts: the last whole one.

    Failing that, a year that is over today but not whole in data that stop earlier. A year that is
    not over is never shown first, nor one still to come.
    """
    annees = sorted(set(connues))
    attendue = annee_montree(min(aujourdhui, date_donnees or aujourdhui))
    entieres = [annee for annee in annees if annee <= attendue]
    finies = [annee for annee in annees if annee <= annee_montree(aujourdhui)]
    montree = max(entieres or finies, default=None)
    return Annees(
        montree=montree,
        attendue=attendue,
        entiere=bool(entieres) or montree is None,
        suivantes=tuple(a for a in annees if (montree or 0) < a <= aujourdhui.year),
        a_venir=tuple(a for a in annees if a > aujourdhui.year),
    )


# --- Where a scheme stands today: what is declared, corrected by the dates that are known ---


class Statut(Nomenclature):
    EN_REFLEXION = "en_reflexion", "En réflexion"
    EN_COURS_ELABORATION = "en_cours_elaboration", "En cours d’élaboration"
    ADOPTE = "adopte", "Adopté"
    EN_REVISION = "en_revision", "En révision"
    ECHU = "echu", "Échu"
    INCONNU = "inconnu", "Non connu"

    @property
    def explication(self) -> str:
        return _EXPLICATIONS[self]


_EXPLICATIONS: Final[Mapping[Statut, str]] = {
    Statut.EN_REFLEXION: "L’acheteur envisage un schéma, sans avoir commencé à l’écrire.",
    Statut.EN_COURS_ELABORATION: "Le schéma s’écrit ; il n’est pas encore adopté.",
    Statut.ADOPTE: "Le schéma est adopté et sa période, si elle est connue, n’est pas finie.",
    Statut.EN_REVISION: "Le schéma est adopté et l’édition suivante se prépare.",
    Statut.ECHU: "La période du schéma est finie.",
    Statut.INCONNU: "Les sources ne permettent pas de le dire.",
}

DECLARABLES: Final = (
    Statut.EN_REFLEXION,
    Statut.EN_COURS_ELABORATION,
    Statut.ADOPTE,
    Statut.EN_REVISION,
)
"""What a buyer may declare: the two others are found from the dates, or from their absence."""

_PROJETS: Final = frozenset({Statut.EN_REFLEXION, Statut.EN_COURS_ELABORATION})
_ADOPTES: Final = frozenset({Statut.ADOPTE, Statut.EN_REVISION})


@dataclass(frozen=True, slots=True)
class Jalons:
    """What is known of a scheme's life. None: not known.

    `sans_terme` is True when the scheme says that it has no end, which is not the same thing as an
    end that nobody knows.
    """

    declare: Statut | None = None
    adopte_le: DatePartielle | None = None
    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    sans_terme: bool = False


def compute_statut(jalons: Jalons, aujourd_hui: date) -> Statut:
    """Say where a scheme stands on a given day; what nothing tells stays unknown."""
    declare = _adopted_or_declared(jalons, aujourd_hui)
    if jalons.fin is not None and jalons.fin.fin < aujourd_hui:
        # A draft whose period has gone by: adopted and over, or given up? Nobody said.
        return Statut.INCONNU if declare in _PROJETS else Statut.ECHU
    return declare or Statut.INCONNU


def is_en_vigueur(jalons: Jalons, aujourd_hui: date) -> bool | None:
    """Say whether a scheme applies on a given day; None when its dates do not tell."""
    statut = compute_statut(jalons, aujourd_hui)
    if statut is Statut.INCONNU:
        return None
    if statut not in _ADOPTES:
        return False
    if jalons.debut and jalons.debut.debut > aujourd_hui:
        return False
    return True if jalons.fin or jalons.sans_terme else None


def _adopted_or_declared(jalons: Jalons, aujourd_hui: date) -> Statut | None:
    declare = None if jalons.declare is Statut.INCONNU else jalons.declare
    adoption = jalons.adopte_le
    if adoption is None:
        return declare
    if adoption.debut > aujourd_hui:
        return declare if declare in _PROJETS else Statut.EN_COURS_ELABORATION
    if adoption.fin <= aujourd_hui:
        return declare if declare in {*_ADOPTES, Statut.ECHU} else Statut.ADOPTE
    return declare  # this very month, or year: the date alone does not tell


# --- Where a statement of the law comes from, the day it was read, and how sure it is ---


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    libelle: str
    url: str
    verifie_le: date
    confiance: Confiance
    fait: str = ""  # the code of the fact that it is read from; none for a source typed by somebody
    morte_le: date | None = None  # the day from which its address no longer answers

    @property
    def mots(self) -> str:
        return f"{self.libelle}\u202f; {self.url}\u202f; {self.mention}"

    @property
    def mention(self) -> str:
        """Return the day it was read and how sure it is, in words; then that its page is gone."""
        fait = load_faits().get(self.fait)
        est_la_sienne = fait is not None and fait.confiance == self.confiance.value
        niveau = fait.niveau if fait and est_la_sienne else NIVEAUX[self.confiance]
        mots = f"lecture du {tell_jour(self.verifie_le)}, {niveau.mots}"
        if self.morte_le is None:
            return mots
        return f"{mots} ; cette adresse ne répond plus depuis le {tell_jour(self.morte_le)}"


def cite(citations: Iterable[str]) -> tuple[Source, ...]:
    """Return the sources of facts named by their codes, each once; nobody read one without day."""
    faits = dict.fromkeys(find_fait(citation).code for citation in citations)
    return tuple(source for code in faits if (source := _make_source(find_fait(code))))


def renew_source(source: Source) -> Source:
    """Return a source as its fact gives it today; one that somebody typed stays as it is."""
    fait = load_faits().get(source.fait)
    return (_make_source(fait) if fait else None) or source


def _make_source(fait: Fait) -> Source | None:
    if fait.lu_le is None:
        return None
    return Source(
        libelle=fait.reference,
        url=fait.lien,
        verifie_le=fait.lu_le,
        confiance=Confiance(fait.confiance),
        fait=fait.code,
        morte_le=fait.morte_le,
    )
