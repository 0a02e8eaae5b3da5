"""What a bilan shows, and in which order: shared by the terminal, the page and the exports."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.documents.francais import (
    capitalize,
    enumerate_mots,
    format_annees,
    format_euros_lus,
    format_pourcent_lu,
    format_siren,
    pluriel,
    typographie,
)
from spaser.documents.lecture import Mesure, read_valeur
from spaser.donnees.valeurs import Bilan, Fiche, SourceLue, Valeur, Variante

CODES_LEGAUX: Final[tuple[str, ...]] = ("SOC-01", "ENV-01", "SOC-13", "SOC-IN")
"""What article L2111-3 asks to follow, in the order of the page."""

JUMEAUX: Final[dict[str, str]] = {"SOC-01": "SOC-02", "ENV-01": "ENV-02", "SOC-05": "SOC-06"}
"""Indicators that are one question asked in number, then in value: shown on one line."""

NOMBRE_DE_MARCHES: Final = "VOL-01"
MONTANT_NOTIFIE: Final = "VOL-02"

THEMES: Final[dict[str, str]] = {
    "volume": "Volume d’achats",
    "social": "Social",
    "environnement": "Environnement",
    "economie": "Économie et territoire",
}

STATUTS: Final[dict[str, str]] = {
    "legal": "Attendu par la loi",
    "suivi": "Suivi dans des SPASER publiés",
    "propose": "Proposé par cet outil",
}

VARIANTES: Final[dict[str, str]] = {
    "nombre": "en nombre de marchés",
    "montant": "en montant notifié HT",
    "moyenne": "en moyenne",
    "total": "au total",
}

SANS_RAISON: Final = "rien n’est publié cette année-là"

MOIS_DE_PUBLICATION: Final = 2
"""A contract is published within two months: a year is whole from the first of March after it."""

LIMITES: Final[tuple[str, ...]] = (
    """Les données essentielles couvrent les marchés de 40 000 € HT et plus : les achats plus \
petits n'y figurent pas.""",
    """Les montants sont ceux notifiés à l'attribution, souvent un maximum ou une estimation. \
Ce ne sont pas des dépenses payées ; or c'est sur la dépense d'une année civile que la loi compte \
le seuil de 50 millions d'euros.""",
    """Un achat groupé est publié par son coordonnateur : des marchés qui servent cet acheteur \
peuvent être comptés chez un autre, et l'inverse.""",
    """Les considérations sociales et environnementales ne sont publiées que pour les marchés \
notifiés depuis 2024. Avant, leur absence ne veut rien dire.""",
    """Un taux se calcule sur les réponses connues. La fourchette dit ce qu'il deviendrait si \
toutes les réponses manquantes étaient non, ou oui.""",
)


@dataclass(frozen=True, slots=True)
class LigneBilan:
    """One question with its measures of the shown year and of every year."""

    fiche: Fiche
    jumelle: Fiche | None  # the same question in value, when it has a code of its own
    mesures: tuple[Mesure, ...]  # of the main year, one a variant
    historique: dict[Variante, tuple[Mesure, ...]]  # variant -> one a year, oldest first

    @property
    def principale(self) -> Mesure | None:
        """The measure shown first: in number of contracts when it exists."""
        return self.mesures[0] if self.mesures else None

    @property
    def est_connue(self) -> bool:
        """Tell whether there is a figure for the main year."""
        return any(mesure.verdict != "absent" for mesure in self.mesures)

    @property
    def seconde(self) -> Mesure | None:
        """The same indicator, expressed the other way."""
        return self.mesures[1] if len(self.mesures) > 1 else None


@dataclass(frozen=True, slots=True)
class FamilleIndicateurs:
    """A family of indicators."""

    code: str
    nom: str
    lignes: tuple[LigneBilan, ...]


@dataclass(frozen=True, slots=True)
class VueBilan:
    """The whole bilan, ready to be laid out."""

    bilan: Bilan
    titre: str
    siren: str
    annee: int | None
    annees: tuple[int, ...]
    annees_incompletes: tuple[int, ...]
    situation: str
    legales: tuple[LigneBilan, ...]
    themes: tuple[FamilleIndicateurs, ...]
    limites: tuple[str, ...]

    @property
    def sources(self) -> tuple[SourceLue, ...]:
        """The files behind the figures."""
        return self.bilan.sources

    @property
    def est_demonstration(self) -> bool:
        """Tell whether the buyer belongs to the fictitious territory."""
        return "(fictif)" in self.titre


def build_vue(bilan: Bilan) -> VueBilan:
    """Arrange a bilan for its readers."""
    annees = tuple(sorted({v.annee for v in bilan.valeurs if v.annee is not None}))
    annee = choose_annee(bilan)
    lignes = _build_lignes(bilan, annee)
    return VueBilan(
        bilan=bilan,
        titre=bilan.acheteur.nom or f"Acheteur {format_siren(bilan.acheteur.siren)}",
        siren=format_siren(bilan.acheteur.siren),
        annee=annee,
        annees=annees,
        annees_incompletes=tuple(a for a in annees if not is_published(a, bilan.date_donnees)),
        situation=_tell_situation(bilan, annee),
        legales=tuple(lignes[code] for code in CODES_LEGAUX if code in lignes),
        themes=_group_themes(ligne for code, ligne in lignes.items() if code not in CODES_LEGAUX),
        limites=tuple(typographie(limite) for limite in LIMITES),
    )


def is_published(annee: int, date_donnees: date | None) -> bool:
    """Tell whether every contract notified that year has had time to be published."""
    if date_donnees is None:
        return True
    return date_donnees >= date(annee + 1, 1 + MOIS_DE_PUBLICATION, 1)


def choose_annee(bilan: Bilan) -> int | None:
    """Return the year to show first: the last whole one that has a legal figure.

    Failing that the last year with a legal figure, failing that the last year of all.
    """
    connues = [v for v in bilan.valeurs if v.annee is not None and v.valeur is not None]
    legales = {v.annee for v in connues if v.indicateur in CODES_LEGAUX}
    entieres = {a for a in legales if a is not None and is_published(a, bilan.date_donnees)}
    for candidates in (entieres, legales, {v.annee for v in connues}):
        if candidates:
            return max(annee for annee in candidates if annee is not None)
    return None


def _build_lignes(bilan: Bilan, annee: int | None) -> dict[str, LigneBilan]:
    par_code: dict[str, list[Valeur]] = defaultdict(list)
    for valeur in bilan.valeurs:
        par_code[valeur.indicateur].append(valeur)
    fiches = {fiche.code: fiche for fiche in bilan.fiches if fiche.code in par_code}
    jumelles = {double for code, double in JUMEAUX.items() if code in fiches}
    return {
        code: _build_ligne(fiche, fiches.get(JUMEAUX.get(code, "")), par_code, annee)
        for code, fiche in fiches.items()
        if code not in jumelles
    }


def _build_ligne(
    fiche: Fiche, jumelle: Fiche | None, par_code: dict[str, list[Valeur]], annee: int | None
) -> LigneBilan:
    ordre = list(VARIANTES)
    mesures = [
        read_valeur(valeur, source)
        for source in (fiche, jumelle)
        if source is not None
        for valeur in par_code[source.code]
    ]
    mesures.sort(key=lambda m: (ordre.index(m.valeur.variante), m.annee or 0))
    historique: dict[Variante, list[Mesure]] = defaultdict(list)
    for mesure in mesures:
        if mesure.annee is not None:
            historique[mesure.valeur.variante].append(mesure)
    return LigneBilan(
        fiche=fiche,
        jumelle=jumelle,
        mesures=tuple(mesure for mesure in mesures if mesure.annee == annee),
        historique={variante: tuple(suite) for variante, suite in historique.items()},
    )


def _group_themes(lignes: Iterable[LigneBilan]) -> tuple[FamilleIndicateurs, ...]:
    par_theme: dict[str, list[LigneBilan]] = defaultdict(list)
    for ligne in lignes:
        par_theme[ligne.fiche.theme].append(ligne)
    return tuple(
        FamilleIndicateurs(code, nom, tuple(par_theme[code]))
        for code, nom in THEMES.items()
        if code in par_theme
    )


def _tell_situation(bilan: Bilan, annee: int | None) -> str:
    if annee is None:
        return typographie("Aucun marché daté n'est connu pour cet acheteur.")
    quand = f"En {annee}"
    if not is_published(annee, bilan.date_donnees):
        quand += ", année encore incomplète"
    phrase = f"{quand}, {_tell_volume(bilan, annee)} ; {_tell_parts(bilan, annee)}."
    return typographie(phrase)


def _tell_volume(bilan: Bilan, annee: int) -> str:
    nombre = _find(bilan, annee, NOMBRE_DE_MARCHES, "total")
    montant = _find(bilan, annee, MONTANT_NOTIFIE, "total")
    texte = f"les fichiers lus donnent {pluriel(nombre or 0, 'marché')} de cet acheteur"
    return texte if montant is None else f"{texte}, pour {format_euros_lus(montant)} HT"


def _find(bilan: Bilan, annee: int, code: str, variante: Variante) -> float | None:
    for valeur in bilan.valeurs:
        if (valeur.annee, valeur.indicateur, valeur.variante) == (annee, code, variante):
            return valeur.valeur
    return None


def _tell_parts(bilan: Bilan, annee: int) -> str:
    """Return the two shares everyone asks first, in words."""
    parts = {
        "sociale": _find(bilan, annee, "SOC-01", "nombre"),
        "environnementale": _find(bilan, annee, "ENV-01", "nombre"),
    }
    connues = {mot: part for mot, part in parts.items() if part is not None}
    if not connues:
        return "leurs considérations sociales et environnementales ne sont pas connues"
    if not any(connues.values()):
        return f"aucun ne porte de considération {' ni '.join(connues)}"
    return enumerate_mots([_tell_part(mot, part) for mot, part in connues.items()])


def _tell_part(mot: str, part: float) -> str:
    if not part:
        return f"aucun ne porte de considération {mot}"
    sujet = "tous" if part == 1 else format_pourcent_lu(part)
    return f"{sujet} portent une considération {mot}"


def count_raisons(lignes: Iterable[LigneBilan]) -> dict[str, int]:
    """Return why indicators have no figure, and how many for each reason, the commonest first."""
    raisons = Counter(
        (ligne.principale and ligne.principale.raison) or SANS_RAISON for ligne in lignes
    )
    return dict(raisons.most_common())


def describe_periode(vue: VueBilan) -> str:
    """Return « 2019 à 2026 », or « non connue »."""
    return format_annees(vue.annees) or "non connue"


def describe_incompletes(vue: VueBilan) -> str | None:
    """Say which years are still being published."""
    if not vue.annees_incompletes:
        return None
    sujet = format_annees(vue.annees_incompletes)
    return capitalize(
        typographie(
            f"{sujet} : année encore incomplète, un marché étant publié jusqu'à deux mois "
            "après sa notification."
        )
    )
