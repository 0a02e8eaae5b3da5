"""Indicators: the library, what each is counted on, the reference of a figure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, Self, cast

import msgspec

from spaser.contenus.faits import find_fait
from spaser.contenus.lecture import read_contenu
from spaser.elements import fold_mots, has_mots
from spaser.moteur.valeurs import StatutJuridique, Variante
from spaser.regles.nomenclatures import Nomenclature, Source, cite

# --- What is aimed at for an indicator, and how a value came to be known ---


POURCENT: Final = "%"
EUROS: Final = "€"
OUI_NON: Final = "oui ou non"
DECIMALES: Final = 6  # kept of a value: a share is told to the ten-millionth
LIBELLE_MAX: Final = 300
TEXTE_MAX: Final = 1000
UNITE_MAX: Final = 60
_NOMBRES: Final = frozenset({"nombre", "unité", "unités"})


class Sens(Nomenclature):
    HAUSSE = "hausse", "Augmenter"
    BAISSE = "baisse", "Diminuer"
    MAINTIEN = "maintien", "Rester au même niveau"


class NatureValeur(Nomenclature):
    AUTOMATIQUE = "automatique", "Calculée"
    SAISIE = "saisie", "Saisie"
    COLLECTEE = "collectee", "Collectée"
    IMPORTEE = "importee", "Importée"


SANS_CIBLE: Final = "Sans cible"  # said where nothing is aimed at


class EtatCible(Nomenclature):
    ATTEINT = "atteint", "Atteint"
    EN_BONNE_VOIE = "en_bonne_voie", "En bonne voie"
    EN_RETARD = "en_retard", "En retard"
    INDECIS = "indecis", "Pas encore jugé"


def choose_unite(dite: str) -> str:
    """Return the one unit that a target takes, of what the library says: « % des marchés » is %.

    Where the library names several, the first one holds; a plain number has none.
    """
    plie = dite.strip()
    if plie.startswith(POURCENT):
        return POURCENT
    if plie == OUI_NON:
        return OUI_NON
    premiere = plie.partition(",")[0].partition(" et ")[0].partition(" ou ")[0].strip()
    if premiere == "euros":
        return EUROS
    return "" if premiere in _NOMBRES else premiere


def is_taux(unite: str) -> bool:
    return unite.startswith(POURCENT)


# --- The library of indicators: what each measures, from which data, how often; why it would suit
# Its rows are the four of the grid of the programme, and its sub-themes those that tools share.


class Rubrique(Nomenclature):
    ENVIRONNEMENT = "environnement", "Environnement"
    SOCIAL = "social", "Social"
    ECONOMIQUE = "economique", "Économique"
    GOUVERNANCE = "gouvernance", "Gouvernance"


class SousTheme(Nomenclature):
    """What a plan, an indicator or a line of the grid is about; each belongs to one row."""

    def __init__(
        self, _code: str, _libelle: str = "", rubrique: Rubrique = Rubrique.ENVIRONNEMENT
    ) -> None:
        self.rubrique = rubrique

    CLAUSES_ENVIRONNEMENTALES = (
        "clauses_environnementales",
        "Considérations environnementales des marchés",
        Rubrique.ENVIRONNEMENT,
    )
    CLIMAT = "climat", "Climat et énergie", Rubrique.ENVIRONNEMENT
    DECHETS = "dechets", "Déchets et économie circulaire", Rubrique.ENVIRONNEMENT
    ALIMENTATION = "alimentation", "Alimentation", Rubrique.ENVIRONNEMENT
    MOBILITE = "mobilite", "Mobilité et livraisons", Rubrique.ENVIRONNEMENT
    NUMERIQUE = "numerique", "Numérique responsable", Rubrique.ENVIRONNEMENT
    BATIMENTS = "batiments", "Bâtiments et matériaux", Rubrique.ENVIRONNEMENT
    BIODIVERSITE = "biodiversite", "Eau, biodiversité, bien-être animal", Rubrique.ENVIRONNEMENT
    CLAUSES_SOCIALES = (
        "clauses_sociales",
        "Considérations sociales des marchés",
        Rubrique.SOCIAL,
    )
    INSERTION = "insertion", "Insertion par l’activité", Rubrique.SOCIAL
    HANDICAP = "handicap", "Handicap", Rubrique.SOCIAL
    EGALITE = "egalite", "Égalité et lutte contre les discriminations", Rubrique.SOCIAL
    ESS = "ess", "Économie sociale et solidaire", Rubrique.SOCIAL
    CONDITIONS = "conditions", "Conditions de travail et commerce équitable", Rubrique.SOCIAL
    PME = "pme", "Accès des petites et moyennes entreprises", Rubrique.ECONOMIQUE
    TERRITOIRE = "territoire", "Tissu économique du territoire", Rubrique.ECONOMIQUE
    FOURNISSEURS = "fournisseurs", "Relations avec les fournisseurs", Rubrique.ECONOMIQUE
    INNOVATION = "innovation", "Innovation", Rubrique.ECONOMIQUE
    COMPETENCES = "competences", "Compétences et sensibilisation", Rubrique.GOUVERNANCE
    PILOTAGE = "pilotage", "Pilotage du schéma", Rubrique.GOUVERNANCE
    BESOINS = "besoins", "Connaissance des achats et juste besoin", Rubrique.GOUVERNANCE
    TRANSPARENCE = "transparence", "Transparence et publication", Rubrique.GOUVERNANCE


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
    synonymes: tuple[str, ...] = ()  # what plans of buyers call the very same measure

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


def read_rubriques[T](dossier: str, forme: type[tuple[T, ...]]) -> tuple[T, ...]:
    """Return what a folder gives, row after row: a file each."""
    lues = (read_contenu(f"{dossier}/{rubrique.value}.json", forme) for rubrique in Rubrique)
    return tuple(chain.from_iterable(lues))


@cache
def load_bibliotheque() -> Bibliotheque:
    return Bibliotheque(
        indicateurs=read_rubriques("indicateurs", tuple[FicheIndicateur, ...]),
        sources=read_contenu("indicateurs/sources.json", dict[str, Source]),
    )


def name_indicateur(code: str) -> str:
    fiche = load_bibliotheque().find(code)
    return fiche.libelle if fiche else code


# Words that tell nothing of what is measured: « % de marchés avec clause sociale ».
_VIDES: Final = frozenset(
    "de des du d la le les l avec au aux a moins un une dans par et ou qui ont en sur marche "
    "marches contrat contrats achat achats public publics passe passes comportant incluant an "
    "contenant integrant part parts taux pourcentage proportion nombre nb nbre annuels".split()
)
_SORTES: Final = {
    **dict.fromkeys(("part", "parts", "taux", "pourcentage", "proportion"), "= part"),
    **dict.fromkeys(("nombre", "nb", "nbre"), "= nombre"),
    **dict.fromkeys(("montant", "montants"), "= somme"),
}
_UNITES: Final = {POURCENT: "= part", "nombre": "= nombre", "euros": "= somme"}


def recognize(texte: str) -> FicheIndicateur | None:
    """Return the indicator that words name, as the library or plans of buyers do; None for another.

    A share is no count: « nombre de marchés avec clause sociale » is not the rate of them.
    """
    codes = _index_signes().get(_sign(texte), frozenset())
    return load_bibliotheque().find(next(iter(codes))) if len(codes) == 1 else None


def _sign(texte: str) -> frozenset[str]:
    """Return the words that tell what is measured, and whether it is a share, a count, a sum."""
    mots = fold_mots(texte.replace(POURCENT, " part ")).split()
    sorte = next((_SORTES[mot] for mot in (*mots[:2], *mots[-1:]) if mot in _SORTES), "")
    return frozenset({_stem(mot) for mot in mots if mot not in _VIDES} | {sorte}) - {""}


def _stem(mot: str) -> str:
    """Return a word without its plural and its feminine: « environnementales »."""
    mot = {"montant": "valeur", "montants": "valeur"}.get(mot, mot)
    mot = f"{mot[:-3]}al" if mot.endswith("aux") else mot.rstrip("sx")
    return mot.rstrip("e") or mot


@cache
def _index_signes() -> dict[frozenset[str], frozenset[str]]:
    index: dict[frozenset[str], set[str]] = {}
    for fiche in load_bibliotheque().indicateurs:
        sortes = [sorte for unite, sorte in _UNITES.items() if unite in fiche.unite]
        for nom in (fiche.libelle, *fiche.synonymes):
            signe = _sign(nom) - {*_UNITES.values()}
            for sorte in ("", *(sortes or ["= nombre"])):  # hours, days, persons are counted
                index.setdefault(signe | {sorte} - {""}, set()).add(fiche.code)
    return {signe: frozenset(codes) for signe, codes in index.items()}


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
    return tuple(
        fiche
        for fiche in fiches
        if demande.rubrique in {None, fiche.rubrique}
        and demande.sous_theme in {None, fiche.sous_theme}
        and demande.origine in {None, fiche.origine}
        and demande.statut in {None, fiche.statut}
        and (fiche.est_calcule or not demande.calcule)
        and has_mots(
            (fiche.code, fiche.libelle, fiche.formule, fiche.donnees, fiche.sous_theme.libelle),
            demande.texte,
        )
    )


# --- What a buyer's figures were counted on, what they include of others' purchases, what they
# miss ---
# Open data knows a buyer by its SIREN; the buyer knows its budgets, its other bodies and with whom
# it buys. The answers are asked once; every figure then says what they imply. A buyer may have
# figures of several origins, that are never added.


class Origine(Nomenclature):
    """Where the lines behind a figure come from."""

    PUBLIES = "publies", "Marchés publiés", "publie"
    CORRIGES = "corriges", "Marchés publiés, vos fichiers et vos corrections", "corrige"
    PAYES = "payes", "Dépenses payées de vos extraits", "paye"

    def __init__(self, _code: str, _libelle: str = "", mot: str = "") -> None:
        self.mot = mot  # in the reference of a figure


class ReponsePerimetre(Nomenclature):
    """An answer that may be missing."""

    OUI = "oui", "Oui"
    NON = "non", "Non"
    INCONNUE = "inconnue", "Je ne sais pas"


class Concessions(Nomenclature):
    HORS = "hors", "Les laisser de côté"
    A_COTE = "a_cote", "Les montrer à côté, sans les mêler aux taux"


@dataclass(frozen=True, slots=True)
class Organisme:
    """Another body of the same house, with a SIREN of its own."""

    siren: str
    nom: str


@dataclass(frozen=True, slots=True)
class Perimetre:
    """What a buyer answers about what its figures hold; by default, nothing is known."""

    budgets_annexes: ReponsePerimetre = ReponsePerimetre.INCONNUE
    organismes: tuple[Organisme, ...] = ()
    concessions: Concessions = Concessions.HORS
    coordonnateur: ReponsePerimetre = ReponsePerimetre.INCONNUE
    membre: ReponsePerimetre = ReponsePerimetre.INCONNUE
    centrales: ReponsePerimetre = ReponsePerimetre.INCONNUE
    noms_centrales: str = ""


@dataclass(frozen=True, slots=True)
class CouvertureChiffres:
    """What the figures hold, hold of others, miss, and what nobody has said yet."""

    compris: tuple[str, ...] = ()
    d_autrui: tuple[str, ...] = ()
    manque: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def resume(self) -> str:
        """Return it in one sentence, short enough to stand once under the figures of a page."""
        morceaux = ["Marchés publiés sous ce SIREN"]
        if self.d_autrui:
            morceaux.append("y compris des achats pour d’autres acheteurs")
        if self.manque:
            parties = "plusieurs parties" if len(self.manque) > 1 else "une partie"
            morceaux.append(f"sans {parties} de vos achats")
        if self.ignore:
            morceaux.append("périmètre à préciser")
        return f"{', '.join(morceaux)}."


def describe_couverture(perimetre: Perimetre | None, concessions: int = 0) -> CouvertureChiffres:
    """Say what the figures include and miss; None when nothing was answered."""
    p = perimetre or Perimetre()
    montre = p.concessions is Concessions.A_COTE
    publiees = f"{concessions} publiée{'s' if concessions > 1 else ''}"
    compris = ["Les marchés publiés sous ce SIREN, tous établissements réunis."]
    if p.budgets_annexes is ReponsePerimetre.OUI:
        compris.append("Les marchés de vos budgets annexes : ils portent le même SIREN.")
    if concessions and montre:
        compris.append(f"À côté, hors des taux : vos concessions ({publiees}).")
    manque = [*_tell_ailleurs(p)]
    if concessions and not montre:
        manque.append(f"Vos concessions ({publiees}) : elles n’entrent dans aucun taux.")
    return CouvertureChiffres(
        compris=tuple(compris),
        d_autrui=(_D_AUTRUI,) if p.coordonnateur is ReponsePerimetre.OUI else (),
        manque=tuple(manque),
        ignore=tuple(
            f"On ne sait pas {texte}."
            for champ, texte in _QUESTIONS
            if getattr(p, champ) is ReponsePerimetre.INCONNUE
        ),
    )


_D_AUTRUI: Final = (
    "Les marchés des groupements que vous coordonnez : une part sert aux autres membres, et les "
    "données ne disent pas laquelle."
)


def _tell_ailleurs(p: Perimetre) -> Iterator[str]:
    for un in p.organismes:
        yield f"Les marchés de {un.nom} (SIREN {un.siren}), qui a ses propres chiffres."
    if p.membre is ReponsePerimetre.OUI:
        yield "Vos achats par un groupement coordonné par un autre : il les publie sous son SIREN."
    if p.centrales is ReponsePerimetre.OUI:
        noms = f" ({p.noms_centrales})" if p.noms_centrales else ""
        yield f"Vos achats par une centrale{noms} : elle publie ses marchés sous son SIREN."


_QUESTIONS: Final = (
    ("budgets_annexes", "si vous avez des budgets annexes"),
    ("coordonnateur", "si vous coordonnez des groupements de commandes"),
    ("membre", "si vous achetez par le groupement d’un autre"),
    ("centrales", "si vous passez par une centrale d’achat"),
)


# --- The reference of a figure: what tells it from every other, on a page as in a file ---


_MOTIF: Final = re.compile(
    r"(?P<siren>\d{9}):(?P<code>[A-Z]+-[A-Za-z0-9-]+):(?P<annee>\d{4})"
    r":(?P<mesure>nombre|montant|moyenne|total):(?P<origine>publie|corrige|paye)",
    re.ASCII,
)
_ORIGINES: Final = {origine.mot: origine for origine in Origine}


@dataclass(frozen=True, slots=True, order=True)
class ReferenceChiffre:
    """One indicator of one buyer and one year, one way of counting it, on one kind of lines."""

    siren: str
    code: str
    annee: int
    mesure: Variante
    origine: Origine

    def __str__(self) -> str:
        """Write `siren:code:année:mesure:origine`."""
        return f"{self.siren}:{self.code}:{self.annee}:{self.mesure}:{self.origine.mot}"

    @classmethod
    def parse(cls, texte: str) -> Self:
        """Read what `str` wrote.

        Raises:
            ValueError: the text is no reference, in French.
        """
        trouve = _MOTIF.fullmatch(texte)
        if trouve is None:
            message = f"« {texte} » n’est pas la référence d’un chiffre."
            raise ValueError(message)
        siren, code, annee, mesure, origine = trouve.groups()
        return cls(siren, code, int(annee), cast("Variante", mesure), _ORIGINES[origine])
