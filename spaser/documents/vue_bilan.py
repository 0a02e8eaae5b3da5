"""What a bilan shows, and in which order: shared by the terminal, the page and the exports."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from spaser.documents.francais import (
    capitalize,
    enumerate_mots,
    format_annees,
    format_date,
    format_euros_lus,
    format_pourcent_lu,
    format_siren,
    name_inconnu,
    pluriel,
    typographie,
)
from spaser.documents.lecture import Mesure, read_valeur
from spaser.donnees.valeurs import Bilan, Fiche, SourceLue, Variante
from spaser.faits.lecture import fill_enonces, tell
from spaser.metier.annees import Annees, annee_montree, choose_annees
from spaser.metier.comparaison import (
    Assise,
    CouvertureAnnee,
    EtatCouverture,
    judge_annee,
    tell_sans_marche,
)
from spaser.metier.loi import tell_lecture
from spaser.metier.perimetre import Origine

CODES_LEGAUX: Final[tuple[str, ...]] = ("SOC-01", "ENV-01", "SOC-13", "SOC-IN")
"""Our reading of article L2111-3: what it names, in the order of the page."""

JUMEAUX: Final[dict[str, str]] = {"SOC-01": "SOC-02", "ENV-01": "ENV-02", "SOC-05": "SOC-06"}
"""Indicators that are one question asked in number, then in value: shown on one line."""

DOUBLES: Final[dict[str, str]] = JUMEAUX | {double: code for code, double in JUMEAUX.items()}
"""The same, read from either of the two."""

NOMBRE_DE_MARCHES: Final = "VOL-01"
MONTANT_NOTIFIE: Final = "VOL-02"

THEMES: Final[dict[str, str]] = {
    "volume": "Volume d’achats",
    "social": "Social",
    "environnement": "Environnement",
    "economie": "Économie et territoire",
}

STATUTS: Final[dict[str, str]] = {
    "legal": "Lié à un texte",
    "suivi": "Suivi dans des SPASER publiés",
    "propose": "Proposé par cet outil",
}

DE_LA_LOI: Final = frozenset({*CODES_LEGAUX, *(JUMEAUX.get(code, code) for code in CODES_LEGAUX)})
"""The same four, in number or in value: the only ones that are a reading of the article."""


def name_statut(code: str, statut: str) -> str:
    """Name the standing of an indicator; of those that the article names, it is our reading."""
    return capitalize(tell_lecture()) if code in DE_LA_LOI else STATUTS[statut]


VARIANTES: Final[dict[str, str]] = {
    "nombre": "en nombre de marchés",
    "montant": "en montant notifié HT",
    "moyenne": "en moyenne",
    "total": "au total",
}

AUCUNE_ANNEE: Final = "aucune année à montrer"

LIMITE_DES_TAUX: Final = (
    "Un taux se calcule sur les réponses connues. La fourchette dit ce qu'il deviendrait si toutes "
    "les réponses manquantes étaient non, ou oui."
)
LIMITES: Final[tuple[str, ...]] = (
    "{{CCP-R2196-1.seuil}} Les achats plus petits n'y figurent pas.",
    """Les montants sont ceux notifiés à l'attribution, souvent un maximum ou une estimation. \
Ce ne sont pas des dépenses payées. {{CCP-D2111-3}}""",
    """Un achat groupé est publié par son coordonnateur : des marchés qui servent cet acheteur \
peuvent être comptés chez un autre, et l'inverse.""",
    "{{DECP-FORMAT-2024}} Avant, leur absence ne veut rien dire.",
    LIMITE_DES_TAUX,
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
        return any(mesure.verdict != "absent" for mesure in self.mesures)

    @property
    def seconde(self) -> Mesure | None:
        return self.mesures[1] if len(self.mesures) > 1 else None


@dataclass(frozen=True, slots=True)
class FamilleIndicateurs:
    code: str
    nom: str
    lignes: tuple[LigneBilan, ...]


@dataclass(frozen=True, slots=True)
class VueBilan:
    bilan: Bilan
    titre: str
    siren: str
    origine: Origine
    choix: Annees
    annees: tuple[int, ...]
    annees_incompletes: tuple[int, ...]  # not all published yet, or read in part
    situation: str
    legales: tuple[LigneBilan, ...]
    themes: tuple[FamilleIndicateurs, ...]
    limites: tuple[str, ...]

    @property
    def annee(self) -> int | None:
        return self.choix.montree

    @property
    def absence(self) -> str:
        return AUCUNE_ANNEE if self.annee is None else tell_sans_marche(self.annee)

    def find_couverture(self, annee: int) -> CouvertureAnnee:
        return judge_annee(self.bilan.series, annee, self.bilan.date_calcul)

    def find_assise(self, mesure: Mesure) -> Assise:
        annee, fiche = mesure.annee or 0, mesure.fiche
        corrigees = next((c for c in self.bilan.corrigees if c.annee == annee), None)
        return Assise(
            annee=annee,
            base=mesure.valeur.variante,
            origine=mesure.origine,
            couverture=self.find_couverture(annee),
            considerations=fiche.depuis_2024,
            corriges=corrigees.count(fiche.theme) if corrigees else 0,
            marches=corrigees.marches if corrigees else mesure.valeur.n,
        )

    @property
    def sources(self) -> tuple[SourceLue, ...]:
        return self.bilan.sources

    @property
    def est_demonstration(self) -> bool:
        return "(fictif)" in self.titre


def build_vue(bilan: Bilan, origine: Origine = Origine.PUBLIES) -> VueBilan:
    choix = choose_annee(bilan)
    annees = tuple(list_annees(bilan))
    lignes = _build_lignes(bilan, choix.montree, origine)
    return VueBilan(
        bilan=bilan,
        titre=bilan.acheteur.nom or name_inconnu(bilan.acheteur.siren),
        siren=format_siren(bilan.acheteur.siren),
        origine=origine,
        choix=choix,
        annees=annees,
        annees_incompletes=tuple(
            a for a in annees if a > choix.attendue or not _is_entiere(bilan, a)
        ),
        situation=_tell_situation(bilan, choix),
        legales=tuple(lignes[code] for code in CODES_LEGAUX if code in lignes),
        themes=_group_themes(ligne for code, ligne in lignes.items() if code not in CODES_LEGAUX),
        limites=tuple(typographie(fill_enonces(limite)) for limite in LIMITES),
    )


def choose_annee(bilan: Bilan) -> Annees:
    """Choose the year to show first: the one asked for, else by the rule, those with contracts."""
    connues = [annee for annee in list_annees(bilan) if count_marches(bilan, annee)]
    choix = choose_annees(connues, bilan.date_calcul, bilan.date_donnees)
    if bilan.annee is not None:
        entiere = bilan.annee <= choix.attendue and _is_entiere(bilan, bilan.annee)
        return replace(choix, montree=bilan.annee, entiere=entiere, suivantes=())
    if choix.montree is None or not bilan.series:
        return choix
    return _prefer_couverte(bilan, choix, connues)


def _prefer_couverte(bilan: Bilan, choix: Annees, connues: list[int]) -> Annees:
    """Show the latest of the years over that the files cover best."""
    finies = [a for a in connues if a <= annee_montree(bilan.date_calcul)]
    couvertures = [judge_annee(bilan.series, annee, bilan.date_calcul) for annee in finies]
    meilleure = max(couvertures, key=lambda couverture: (couverture.rang, couverture.annee))
    montree = meilleure.annee
    return replace(
        choix,
        montree=montree,
        entiere=meilleure.est_entiere,
        suivantes=tuple(a for a in connues if montree < a <= bilan.date_calcul.year),
    )


def _is_entiere(bilan: Bilan, annee: int) -> bool:
    return not bilan.series or judge_annee(bilan.series, annee, bilan.date_calcul).est_entiere


def list_annees(bilan: Bilan) -> list[int]:
    return sorted({v.annee for v in bilan.valeurs if v.annee is not None})


def count_marches(bilan: Bilan, annee: int) -> int:
    """Return how many contracts a year has, concessions apart."""
    lignes = [v for v in bilan.valeurs if v.annee == annee]
    legales = [v for v in lignes if v.indicateur in CODES_LEGAUX]
    return max((valeur.n for valeur in legales or lignes), default=0)


def _build_lignes(bilan: Bilan, annee: int | None, origine: Origine) -> dict[str, LigneBilan]:
    fiches = {fiche.code: fiche for fiche in bilan.fiches}
    mesures: dict[str, list[Mesure]] = defaultdict(list)
    for valeur in bilan.valeurs:
        mesures[valeur.indicateur].append(read_valeur(valeur, fiches[valeur.indicateur], origine))
    fiches = {code: fiche for code, fiche in fiches.items() if code in mesures}
    jumelles = {double for code, double in JUMEAUX.items() if code in fiches}
    return {
        code: _build_ligne(fiche, fiches.get(JUMEAUX.get(code, "")), mesures, annee)
        for code, fiche in fiches.items()
        if code not in jumelles
    }


def _build_ligne(
    fiche: Fiche, jumelle: Fiche | None, par_code: dict[str, list[Mesure]], annee: int | None
) -> LigneBilan:
    ordre = list(VARIANTES)
    mesures = [m for source in (fiche, jumelle) if source for m in par_code[source.code]]
    mesures.sort(key=lambda m: (ordre.index(m.valeur.variante), m.annee or 0))
    historique: dict[Variante, list[Mesure]] = defaultdict(list)
    for mesure in mesures:
        if mesure.annee is not None:
            historique[mesure.valeur.variante].append(mesure)
    return LigneBilan(
        fiche=fiche,
        jumelle=jumelle,
        mesures=tuple(m for m in mesures if m.annee == annee and annee is not None),
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


def _tell_situation(bilan: Bilan, choix: Annees) -> str:
    annee = choix.montree
    if annee is None:
        return tell_attente(bilan, choix)
    quand = f"En {annee}"
    if not choix.entiere:
        quand += ", année incomplète"
    phrase = f"{quand}, {_tell_volume(bilan, annee)} ; {_tell_parts(bilan, annee)}."
    return typographie(phrase)


def tell_attente(bilan: Bilan, choix: Annees) -> str:
    if choix.suivantes:
        annee = choix.suivantes[-1]
        marches = pluriel(count_marches(bilan, annee), "marché")
        phrase = (
            f"{marches} de {annee}, et rien avant : aucun taux n'est mis en avant tant que l'année "
            "n'est pas finie et publiée."
        )
    elif choix.a_venir:
        phrase = f"Les seuls marchés connus sont datés d'une année à venir ({choix.a_venir[0]})."
    else:
        phrase = "Aucun marché daté n'est connu pour cet acheteur."
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


def count_raisons(lignes: Iterable[LigneBilan], absence: str) -> dict[str, int]:
    raisons = Counter((ligne.principale and ligne.principale.raison) or absence for ligne in lignes)
    return dict(raisons.most_common())


def describe_periode(vue: VueBilan) -> str:
    """Return « 2019 à 2026 », or « non connue »."""
    return format_annees(vue.annees) or "non connue"


def describe_choix(vue: VueBilan) -> str:
    """Say why this year is shown, and what is known of those that stand beside it."""
    bilan, choix = vue.bilan, vue.choix
    phrases = []
    if choix.montree is not None and bilan.annee is None and choix.montree < choix.attendue:
        phrases.append(_tell_plus_ancienne(vue, choix.montree))
    if choix.montree is not None and not choix.entiere:
        phrases.append(_tell_incomplete(vue, choix.montree))
    phrases += [_tell_suivante(vue, annee) for annee in choix.suivantes]
    if any(_is_en_publication(vue, annee) for annee in choix.suivantes):
        phrases.append(tell("CCP-R2196-1.delai"))
    if choix.a_venir:
        phrases.append(_tell_a_venir(bilan, choix.a_venir))
    return typographie(" ".join(phrases))


def _tell_plus_ancienne(vue: VueBilan, montree: int) -> str:
    attendue = vue.choix.attendue
    if vue.bilan.series and vue.find_couverture(attendue).etat is EtatCouverture.ABSENTE:
        return f"Les chiffres sont ceux de {montree} : aucun fichier lu ne couvre {attendue}."
    if attendue in vue.annees:
        return f"Les chiffres sont ceux de {montree}."
    return f"{capitalize(tell_sans_marche(attendue))}. Les chiffres sont ceux de {montree}."


def _is_en_publication(vue: VueBilan, annee: int) -> bool:
    """Tell whether contracts of a year still have time to be published."""
    limite = annee_montree(vue.bilan.date_calcul) if vue.bilan.series else vue.choix.attendue
    return annee > limite


def _tell_incomplete(vue: VueBilan, annee: int) -> str:
    bilan = vue.bilan
    if bilan.series:
        return f"{annee} n'est pas entière : {vue.find_couverture(annee).texte}."
    jour = bilan.date_donnees and format_date(bilan.date_donnees)
    return f"{annee} n'est pas entière : données au {jour or 'jour inconnu'}."


def _tell_suivante(vue: VueBilan, annee: int) -> str:
    bilan = vue.bilan
    marches = pluriel(count_marches(bilan, annee), "marché")
    if annee == bilan.date_calcul.year:
        return f"Année en cours, {annee} : {marches} à ce jour."
    if not _is_en_publication(vue, annee):
        return f"{annee} est {vue.find_couverture(annee).texte} : {marches}."
    return f"Année encore en publication, {annee} : {marches} à ce jour."


def _tell_a_venir(bilan: Bilan, annees: tuple[int, ...]) -> str:
    nombre = sum(count_marches(bilan, annee) for annee in annees)
    portent = "porte" if nombre == 1 else "portent"
    return (
        f"{pluriel(nombre, 'marché')} {portent} une date à venir ({format_annees(annees)}) : "
        "cette date est à corriger."
    )
