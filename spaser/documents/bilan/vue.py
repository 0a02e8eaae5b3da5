"""What a bilan shows, and in which order; what of a buyer the files read cover."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import Final, Literal, Protocol

from spaser.contenus.faits import fill_enonces, tell_citation
from spaser.documents.document import Chiffre, EnLigne, Texte
from spaser.documents.francais import (
    FINE,
    INSECABLE,
    capitalize,
    enumerate_mots,
    format_annees,
    format_date,
    format_euros_courts,
    format_euros_lus,
    format_moyenne,
    format_nombre,
    format_pourcent,
    format_pourcent_lu,
    format_siren,
    name_inconnu,
    pluriel,
    typographie,
)
from spaser.documents.onglets import Cellule, as_euros, as_part
from spaser.moteur import valeurs
from spaser.regles import comparaison
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from spaser.regles.nomenclatures import Annees, annee_montree, choose_annees
from spaser.regles.reperes import list_reperes, tell_lecture

# --- How one value is read: the words around a figure, and when it proves too little ---


ECART_MAX: Final = 0.30
"""Beyond 30 points between the bounds, the missing answers could tell any story."""

MARCHES_MIN: Final = 5
"""Below five contracts, one contract more or less changes the rate by over 20 points."""

POURCENT: Final = "%"  # the units that change how a mean or a total is written
EUROS: Final = "€"
MARCHES: Final = "marchés"

Verdict = Literal["solide", "fragile", "absent"]

TROP_PEU: Final = "trop peu de données pour conclure"
TROP_PEU_COURT: Final = "trop peu de données"
NON_CONNU: Final = "non connu"


@dataclass(frozen=True)
class Mesure:
    """One value in words: what is said of it is told here alone."""

    valeur: valeurs.Valeur
    fiche: valeurs.FicheMethode
    origine: Origine = Origine.PUBLIES

    @property
    def reference(self) -> ReferenceChiffre | None:
        """What names this figure wherever it is printed; None for contracts without a year."""
        valeur = self.valeur
        if valeur.annee is None:
            return None
        return ReferenceChiffre(
            valeur.siren, valeur.indicateur, valeur.annee, valeur.variante, self.origine
        )

    @property
    def annee(self) -> int | None:
        return self.valeur.annee

    @property
    def est_part(self) -> bool:
        """Tell whether the value is a share between 0 and 1."""
        variante = self.valeur.variante
        return variante in ("nombre", "montant") or (
            variante == "moyenne" and self.fiche.unite == POURCENT
        )

    @property
    def en_euros(self) -> bool:
        variante = self.valeur.variante
        return variante == "montant" or (variante == "total" and self.fiche.unite == EUROS)

    @property
    def ecart(self) -> float:
        """How far the bounds of a share are from each other."""
        bas, haut = self.valeur.bas, self.valeur.haut
        return 0.0 if not self.est_part or bas is None or haut is None else haut - bas

    @property
    def verdict(self) -> Verdict:
        valeur = self.valeur
        if valeur.valeur is None:
            return "absent"
        peu = valeur.n < MARCHES_MIN or self.ecart > ECART_MAX
        return "fragile" if peu and valeur.variante != "total" else "solide"

    @cached_property
    def raison(self) -> str | None:
        """Why there is no figure, or why it proves too little."""
        n = self.valeur.n
        match self.verdict:
            case "solide":
                return None
            case "fragile" if n < MARCHES_MIN:
                return typographie(f"{pluriel(n, 'marché')} seulement : {TROP_PEU}")
            case "fragile":
                return typographie(tell_fourchette(self.ecart))
        tous = "le seul marché" if n == 1 else f"les {pluriel(n, 'marché')}"
        sans = f"réponse absente pour {tous}" if n else "aucun marché"
        return typographie(self.valeur.absence or sans)

    @property
    def pourquoi(self) -> str:
        """Say more than « non connu »; nothing when a list is missing, which the page names."""
        return "" if self.raison in (None, NON_CONNU) else self.raison or ""

    @cached_property
    def texte(self) -> str:
        nombre = self.valeur.valeur
        if nombre is None:
            return NON_CONNU
        if self.est_part:
            return format_pourcent(nombre)
        if self.en_euros:
            return format_euros_courts(nombre)
        moyenne = self.valeur.variante == "moyenne"
        return format_moyenne(nombre) if moyenne else format_nombre(nombre)

    @cached_property
    def fourchette(self) -> str | None:
        """The bounds when the unknowns leave some, in the words of a sentence."""
        if not self.ecart:
            return None
        bas, haut = (format_pourcent_lu(b or 0.0) for b in (self.valeur.bas, self.valeur.haut))
        return None if bas == haut else f"entre {bas} et {haut}"

    @cached_property
    def compte(self) -> str:
        return typographie(self._tell_compte())

    @property
    def inconnus(self) -> str | None:
        valeur = self.valeur
        if not valeur.inconnus:
            return None
        return f"{pluriel(valeur.inconnus, 'marché')} sans réponse sur {format_nombre(valeur.n)}"

    @property
    def cellules(self) -> tuple[Cellule, ...]:
        valeur = self.valeur
        compte = as_euros if self.en_euros else (lambda nombre: nombre)
        mesure = as_part if self.est_part else compte
        return (
            *map(mesure, (valeur.valeur, valeur.bas, valeur.haut)),
            *map(compte, (valeur.numerateur, valeur.denominateur)),
        )

    def _tell_compte(self) -> str:
        valeur = self.valeur
        if valeur.variante == "total" and valeur.inconnus and valeur.valeur is not None:
            return f"un minimum : {self.inconnus}"
        if valeur.denominateur is None or valeur.numerateur is None:
            tous = self.fiche.unite == MARCHES and valeur.valeur == valeur.n
            return "" if tous else f"sur {pluriel(valeur.n, 'marché')}"
        if valeur.variante == "nombre":
            connus = pluriel(valeur.denominateur, "marché")
            return f"{format_nombre(valeur.numerateur)} sur {connus}"
        if valeur.variante == "montant":
            compte = format_euros_courts(valeur.numerateur)
            return f"{compte} sur {format_euros_courts(valeur.denominateur)}"
        return f"moyenne sur {pluriel(valeur.denominateur, 'marché')}"


class Imprimable(Protocol):
    """A figure that can be printed: its words, none without a value, and what names it."""

    @property
    def reference(self) -> ReferenceChiffre | None: ...
    @property
    def texte(self) -> str: ...


def mark_chiffre(chiffre: Imprimable) -> str:
    """Return HTML that prints a figure and carries its reference: the one way to print it."""
    texte = escape(chiffre.texte or NON_CONNU)
    if chiffre.reference is None:
        return texte
    return f'<data value="{chiffre.reference}">{texte}</data>'


def make_chiffre(mesure: Mesure, *, dessine: bool = False) -> EnLigne:
    """Return a figure as a document holds it, with a bar beside a share if it is `dessine`.

    It is its words alone when nothing names it.
    """
    if mesure.reference is None:
        return Texte(mesure.texte)
    dit = f"{mesure.fiche.libelle}, {mesure.annee} : {summarize(mesure) or mesure.texte}"
    valeur = mesure.valeur
    bornes = (valeur.bas, valeur.valeur, valeur.haut) if dessine and mesure.est_part else ()
    reperes = list_reperes(valeur.indicateur, valeur.variante, valeur.annee) if bornes else ()
    return Chiffre(
        mesure.texte,
        str(mesure.reference),
        typographie(dit),
        tuple(borne for borne in bornes if borne is not None),
        next((repere.part for repere in reperes if repere.est_national), None),
    )


def tell_fourchette(ecart: float) -> str:
    """Say that bounds are too far apart to conclude."""
    return f"fourchette de {format_nombre(ecart * 100)} points : {TROP_PEU}"


def format_bornes(mesure: Mesure) -> str:
    """Say the bounds in the narrow space of a table: 29–35 %."""
    bas, haut = mesure.valeur.bas, mesure.valeur.haut
    if bas is None or haut is None or not mesure.est_part:
        return "–"
    textes = [format_pourcent(bas), format_pourcent(haut)]
    if textes[0] == textes[1]:
        return textes[0]
    return f"{textes[0].removesuffix(f'{FINE}%')}–{textes[1]}"


def summarize(mesure: Mesure) -> str:
    """Return what goes beside a figure: « 49 sur 142, 4 sans réponse : 34–37 % »."""
    if mesure.verdict == "absent":
        return mesure.raison or ""
    valeur = mesure.valeur
    if valeur.variante == "total":
        return mesure.compte
    compte = mesure.compte
    if valeur.inconnus:
        compte = compte.removesuffix(f"{INSECABLE}marchés")
        compte += f", {format_nombre(valeur.inconnus)} sans réponse"
    suite = TROP_PEU_COURT if mesure.verdict == "fragile" else format_bornes(mesure)
    montre = mesure.verdict == "fragile" or mesure.fourchette
    return typographie(f"{compte} : {suite}") if montre else compte


def explain_figure(mesure: Mesure) -> list[str]:
    return [typographie(phrase) for phrase in _explain(mesure)]


def _explain(mesure: Mesure) -> Iterator[str]:
    valeur = mesure.valeur
    if mesure.verdict == "absent":
        yield f"Aucun chiffre : {mesure.raison}."
    elif valeur.variante in ("nombre", "montant"):
        yield _explain_part(valeur, mesure.texte)
        if valeur.inconnus:
            yield _explain_inconnus(valeur)
        if mesure.raison:
            yield f"Prudence : {mesure.raison}."
    else:
        yield f"Calculé sur {pluriel(valeur.n - valeur.inconnus, 'marché')}."
        if valeur.inconnus:
            reste = " : c'est un minimum." if valeur.variante == "total" else "."
            yield f"L'information manque pour {pluriel(valeur.inconnus, 'marché')}{reste}"


def _explain_part(valeur: valeurs.Valeur, texte: str) -> str:
    numerateur, denominateur = valeur.numerateur or 0.0, valeur.denominateur or 0.0
    if valeur.variante == "nombre":
        sont = "est compté" if numerateur < 2 else "sont comptés"  # noqa: PLR2004
        return (
            f"{pluriel(numerateur, 'marché')} {sont}, sur les {format_nombre(denominateur)} "
            f"dont la réponse est connue : {texte}."
        )
    return (
        f"{format_euros_lus(numerateur)} sont comptés, sur les "
        f"{format_euros_lus(denominateur)} des marchés dont la réponse est connue : {texte}."
    )


def _explain_inconnus(valeur: valeurs.Valeur) -> str:
    manque = f"La réponse manque pour {pluriel(valeur.inconnus, 'marché')} sur {valeur.n}"
    if valeur.bas is None or valeur.haut is None:
        return f"{manque}."
    return (
        f"{manque} : si c'était non partout, la part serait de {format_pourcent_lu(valeur.bas)} ; "
        f"si c'était oui partout, de {format_pourcent_lu(valeur.haut)}."
    )


# --- What a bilan shows, and in which order: shared by the terminal, the page and the exports ---


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

    fiche: valeurs.FicheMethode
    jumelle: valeurs.FicheMethode | None  # the same question in value, if it has its own code
    mesures: tuple[Mesure, ...]  # of the main year, one a variant
    historique: dict[valeurs.Variante, tuple[Mesure, ...]]  # variant -> one a year, oldest first

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
    bilan: valeurs.Bilan
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
        return AUCUNE_ANNEE if self.annee is None else comparaison.tell_sans_marche(self.annee)

    def find_couverture(self, annee: int) -> comparaison.CouvertureAnnee:
        return comparaison.judge_annee(self.bilan.series, annee, self.bilan.date_calcul)

    def find_assise(self, mesure: Mesure) -> comparaison.Assise:
        annee, fiche = mesure.annee or 0, mesure.fiche
        corrigees = next((c for c in self.bilan.corrigees if c.annee == annee), None)
        return comparaison.Assise(
            annee=annee,
            base=mesure.valeur.variante,
            origine=mesure.origine,
            couverture=self.find_couverture(annee),
            considerations=fiche.depuis_2024,
            corriges=corrigees.count(fiche.theme) if corrigees else 0,
            marches=corrigees.marches if corrigees else mesure.valeur.n,
        )

    @property
    def est_demonstration(self) -> bool:
        return "(fictif)" in self.titre


def build_vue(bilan: valeurs.Bilan, origine: Origine = Origine.PUBLIES) -> VueBilan:
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


def choose_annee(bilan: valeurs.Bilan) -> Annees:
    """Choose the year to show first: the one asked for, else by the rule, those with contracts."""
    connues = [annee for annee in list_annees(bilan) if count_marches(bilan, annee)]
    choix = choose_annees(connues, bilan.date_calcul, bilan.date_donnees)
    if bilan.annee is not None:
        entiere = bilan.annee <= choix.attendue and _is_entiere(bilan, bilan.annee)
        return replace(choix, montree=bilan.annee, entiere=entiere, suivantes=())
    if choix.montree is None or not bilan.series:
        return choix
    return _prefer_couverte(bilan, choix, connues)


def _prefer_couverte(bilan: valeurs.Bilan, choix: Annees, connues: list[int]) -> Annees:
    """Show the latest of the years over that the files cover best."""
    finies = [a for a in connues if a <= annee_montree(bilan.date_calcul)]
    couvertures = [
        comparaison.judge_annee(bilan.series, annee, bilan.date_calcul) for annee in finies
    ]
    meilleure = max(couvertures, key=lambda couverture: (couverture.rang, couverture.annee))
    montree = meilleure.annee
    return replace(
        choix,
        montree=montree,
        entiere=meilleure.est_entiere,
        suivantes=tuple(a for a in connues if montree < a <= bilan.date_calcul.year),
    )


def _is_entiere(bilan: valeurs.Bilan, annee: int) -> bool:
    return (
        not bilan.series
        or comparaison.judge_annee(bilan.series, annee, bilan.date_calcul).est_entiere
    )


def list_annees(bilan: valeurs.Bilan) -> list[int]:
    return sorted({v.annee for v in bilan.valeurs if v.annee is not None})


def count_marches(bilan: valeurs.Bilan, annee: int) -> int:
    """Return how many contracts a year has, concessions apart."""
    lignes = [v for v in bilan.valeurs if v.annee == annee]
    legales = [v for v in lignes if v.indicateur in CODES_LEGAUX]
    return max((valeur.n for valeur in legales or lignes), default=0)


def _build_lignes(
    bilan: valeurs.Bilan, annee: int | None, origine: Origine
) -> dict[str, LigneBilan]:
    fiches = {fiche.code: fiche for fiche in bilan.fiches}
    mesures: dict[str, list[Mesure]] = defaultdict(list)
    for valeur in bilan.valeurs:
        mesures[valeur.indicateur].append(Mesure(valeur, fiches[valeur.indicateur], origine))
    fiches = {code: fiche for code, fiche in fiches.items() if code in mesures}
    jumelles = {double for code, double in JUMEAUX.items() if code in fiches}
    return {
        code: _build_ligne(fiche, fiches.get(JUMEAUX.get(code, "")), mesures, annee)
        for code, fiche in fiches.items()
        if code not in jumelles
    }


def _build_ligne(
    fiche: valeurs.FicheMethode,
    jumelle: valeurs.FicheMethode | None,
    par_code: dict[str, list[Mesure]],
    annee: int | None,
) -> LigneBilan:
    ordre = list(VARIANTES)
    mesures = [m for source in (fiche, jumelle) if source for m in par_code[source.code]]
    mesures.sort(key=lambda m: (ordre.index(m.valeur.variante), m.annee or 0))
    historique: dict[valeurs.Variante, list[Mesure]] = defaultdict(list)
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


def _tell_situation(bilan: valeurs.Bilan, choix: Annees) -> str:
    annee = choix.montree
    if annee is None:
        return tell_annee_attendue(bilan, choix)
    quand = f"En {annee}"
    if not choix.entiere:
        quand += ", année incomplète"
    phrase = f"{quand}, {_tell_volume(bilan, annee)} ; {_tell_parts(bilan, annee)}."
    return typographie(phrase)


def tell_annee_attendue(bilan: valeurs.Bilan, choix: Annees) -> str:
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


def _tell_volume(bilan: valeurs.Bilan, annee: int) -> str:
    nombre = _find(bilan, annee, NOMBRE_DE_MARCHES, "total")
    montant = _find(bilan, annee, MONTANT_NOTIFIE, "total")
    texte = f"les fichiers lus donnent {pluriel(nombre or 0, 'marché')} de cet acheteur"
    return texte if montant is None else f"{texte}, pour {format_euros_lus(montant)} HT"


def _find(bilan: valeurs.Bilan, annee: int, code: str, variante: valeurs.Variante) -> float | None:
    for valeur in bilan.valeurs:
        if (valeur.annee, valeur.indicateur, valeur.variante) == (annee, code, variante):
            return valeur.valeur
    return None


def _tell_parts(bilan: valeurs.Bilan, annee: int) -> str:
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
        phrases.append(tell_citation("CCP-R2196-1.delai"))
    if choix.a_venir:
        phrases.append(_tell_a_venir(bilan, choix.a_venir))
    return typographie(" ".join(phrases))


def _tell_plus_ancienne(vue: VueBilan, montree: int) -> str:
    attendue = vue.choix.attendue
    if (
        vue.bilan.series
        and vue.find_couverture(attendue).etat is comparaison.EtatCouverture.ABSENTE
    ):
        return f"Les chiffres sont ceux de {montree} : aucun fichier lu ne couvre {attendue}."
    if attendue in vue.annees:
        return f"Les chiffres sont ceux de {montree}."
    return (
        f"{capitalize(comparaison.tell_sans_marche(attendue))}. Les chiffres sont ceux de "
        f"{montree}."
    )


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


def _tell_a_venir(bilan: valeurs.Bilan, annees: tuple[int, ...]) -> str:
    nombre = sum(count_marches(bilan, annee) for annee in annees)
    portent = "porte" if nombre == 1 else "portent"
    return (
        f"{pluriel(nombre, 'marché')} {portent} une date à venir ({format_annees(annees)}) : "
        "cette date est à corriger."
    )


# --- Which files were read of a buyer, on which days, and which of its years they cover ---


_MONTRES: Final = 20  # files that are named; beyond, they are counted
_DITES: Final = {
    comparaison.EtatCouverture.ENTIERE: "couvertes",
    comparaison.EtatCouverture.PARTIELLE: "couvertes en partie",
    comparaison.EtatCouverture.EPARSE: "à peine couvertes",
    comparaison.EtatCouverture.ABSENTE: "non couvertes",
}


@dataclass(frozen=True, slots=True)
class FichiersLus:
    """The same in a line, then year by year and file by file."""

    resume: str
    annees: tuple[tuple[int, str], ...]  # the latest first
    fichiers: tuple[str, ...]


def tell_fichiers(vue: VueBilan) -> FichiersLus | None:
    lus = {fichier for serie in vue.bilan.series for fichier in serie.fichiers}
    if not lus or not vue.annees:
        return None
    jours = sorted(fichier.date_import for fichier in lus)
    quand = f"le {format_date(jours[-1])}"
    if jours[0] != jours[-1]:
        quand = f"du {format_date(jours[0])} au {format_date(jours[-1])}"
    derniere = max(vue.bilan.date_calcul.year, vue.annees[0])
    couvertures = [vue.find_couverture(a) for a in range(vue.annees[0], derniere + 1)]
    noms = sorted(f"{fichier.nom}, lu le {format_date(fichier.date_import)}" for fichier in lus)
    reste = len(noms) - _MONTRES
    return FichiersLus(
        resume=typographie(
            f"{pluriel(len(lus), 'fichier lu', 'fichiers lus')} {quand} ; {_sum_up(couvertures)}."
        ),
        annees=tuple((c.annee, _tell(c, vue)) for c in reversed(couvertures)),
        fichiers=(
            *noms[:_MONTRES],
            *([f"et {pluriel(reste, 'autre fichier', 'autres fichiers')}"] if reste > 0 else []),
        ),
    )


def _sum_up(couvertures: list[comparaison.CouvertureAnnee]) -> str:
    """Return « années couvertes : 2020, 2021 ; non couvertes : 2022 à 2026 »."""
    par_etat: dict[comparaison.EtatCouverture, list[int]] = defaultdict(list)
    for couverture in couvertures:
        par_etat[couverture.etat].append(couverture.annee)
    dits = (
        f"{dit} : {format_annees(tuple(par_etat[etat]))}"
        for etat, dit in _DITES.items()
        if par_etat[etat]
    )
    return f"années {' ; '.join(dits)}"


def _tell(couverture: comparaison.CouvertureAnnee, vue: VueBilan) -> str:
    marches = count_marches(vue.bilan, couverture.annee)
    dits = pluriel(marches, "marché") if marches else comparaison.tell_sans_marche(couverture.annee)
    return typographie(f"{dits} ; année {couverture.texte}")
