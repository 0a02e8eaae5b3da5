"""A rate, or a total, year by year: one small picture, and the years that its table shows.

A year without a figure is a gap that says why; bounds are hatched; a year still being published,
or with too little data, is marked in words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from spaser.documents import document, francais
from spaser.documents.bilan.vue import (
    NON_CONNU,
    TROP_PEU_COURT,
    VARIANTES,
    LigneBilan,
    Mesure,
    VueBilan,
    format_bornes,
)
from spaser.documents.dessins import Legende, Rang, draw_colonnes
from spaser.documents.dessins_engagements import Barre, draw_barres
from spaser.moteur.valeurs import Valeur, Variante
from spaser.regles.comparaison import DANS_LES_FICHIERS, explain_corrections, tell_sans_marche
from spaser.regles.indicateurs import ReferenceChiffre

INCOMPLETE: Final = "année incomplète"
LEGENDE: Final = (
    "Barre pleine : part certaine. Hachures : ce qui dépend des réponses manquantes, ou une année "
    "qui a trop peu de données. Trait : le taux parmi les réponses connues."
)
_NOTE_MAX: Final = 34  # letters that fit beside a year
_GAUCHE: Final = 54
_LARGE: Final = 340  # points of a drawing of years
_VIGNETTE: Final = 120
_LETTRE: Final = 5.1  # the width of a letter of a mark, in the units of a drawing


@dataclass(frozen=True, slots=True)
class PointTendance:
    """A year of a rate in words; `manque` says why there is no figure."""

    annee: int
    texte: str = ""
    valeur: float | None = None
    bas: float | None = None
    haut: float | None = None
    bornes: str = ""
    compte: str = ""
    manque: str = ""
    incomplete: bool = False
    fragile: bool = False
    en_avant: bool = False
    inegale: bool = False  # its contracts were not corrected as much: `manque` says so
    reference: ReferenceChiffre | None = None

    @property
    def marques(self) -> tuple[str, ...]:
        """Return what a reader must know of this year before its figure."""
        return (INCOMPLETE,) * self.incomplete + (TROP_PEU_COURT,) * self.fragile

    @property
    def prouve(self) -> bool:
        """Say whether the year is whole and has enough data to conclude."""
        return not (self.manque or self.incomplete or self.fragile)

    @property
    def marque(self) -> str:
        return ", ".join(self.marques)


@dataclass(frozen=True, slots=True)
class Tendance:
    identifiant: str
    titre: str
    points: tuple[PointTendance, ...]

    @property
    def dessin(self) -> str:
        """Draw it, in SVG; first years without a figure, for the same reason, share a row."""
        tus = count_absentes([point.manque for point in self.points])
        barres = [_barre(point) for point in self.points[tus:]]
        if tus:
            barres.insert(0, _resume_absentes(self.points[:tus]))
        longue = max((len(m) for barre in barres for m in barre.marques), default=0)
        gauche = max(_GAUCHE, round(_LETTRE * longue + 6))
        return draw_barres(self.legende, barres, gauche)

    @property
    def vignette(self) -> str:
        """Draw it small, from the first year that has a figure: hatched where it proves little."""
        connus = self.points[count_absentes([point.manque for point in self.points]) :]
        colonnes = [
            Rang(
                nom=str(point.annee),
                etiquette=point.texte,
                valeur=None if point.manque else point.valeur,
                partielle=point.incomplete or point.fragile,
            )
            for point in connus
        ]
        return draw_colonnes(self.legende, colonnes, _VIGNETTE, mots=False)

    @property
    def inegales(self) -> tuple[str, ...]:
        """Say which years are left out, their contracts not being corrected as much."""
        return tuple(point.manque for point in self.points if point.inegale)

    def find_base(self, limite: int) -> PointTendance | None:
        """Return the first year, up to this one, that is whole and has enough data to conclude."""
        return next(
            (point for point in self.points if point.annee <= limite and point.prouve), None
        )

    @property
    def description(self) -> str:
        return francais.typographie(" ".join(_describe(point) for point in self.points))

    @property
    def legende(self) -> Legende:
        return Legende(self.identifiant, self.titre, self.description)


type EcritPoint = Callable[[PointTendance, ReferenceChiffre], document.Chiffre]


def write_tendance(
    tendance: Tendance, ecrire: EcritPoint | None = None
) -> tuple[document.Figure, document.Tableau]:
    """Return its picture and its table; `ecrire` gives a rate bound to where it comes from."""
    return (
        document.Figure(tendance.dessin, tendance.description, francais.typographie(LEGENDE)),
        _write_annees(tendance.titre, tendance.points, ecrire),
    )


def _write_annees(
    titre: str, points: Sequence[PointTendance], ecrire: EcritPoint | None = None
) -> document.Tableau:
    """Write a row a year, the latest first; the first years that say nothing share theirs."""
    tus = count_absentes([point.manque for point in points])
    lignes = [
        (
            f"{point.annee}, {point.marque}" if point.marque else str(point.annee),
            (_bind(titre, point, ecrire),),
            point.bornes,
            point.compte,
        )
        for point in reversed(points[tus:])
    ]
    if tus:
        premiere, derniere = points[0].annee, points[tus - 1].annee
        annees = str(premiere) if tus == 1 else f"{premiere} à {derniere}"
        lignes.append((annees, (_bind(titre, points[0], ecrire),), "–", "–"))
    entetes = ("Année", "Taux", "Fourchette", "Compte")
    return document.Tableau(titre, entetes, tuple(lignes), (3, 4, 3, 4), ligne_nommee=True)


def write_historique(ligne: LigneBilan, variante: Variante, vue: VueBilan) -> document.Tableau:
    """Return every year of a figure; only a share has bounds."""
    mesures = fill_annees(ligne.historique[variante])
    points = [replace(_point(mesure, vue), compte=_tell_compte(mesure)) for mesure in mesures]
    libelle = francais.typographie(ligne.fiche.libelle)
    tableau = _write_annees(f"{libelle}, {VARIANTES[variante]}, année par année", points)
    if mesures[0].est_part:
        return tableau
    return document.Tableau(
        tableau.legende,
        ("Année", "Valeur", "Compte"),
        tuple((annee, valeur, compte) for annee, valeur, _, compte in tableau.lignes),
        (3, 4, 4),
        ligne_nommee=True,
    )


def _tell_compte(mesure: Mesure) -> str:
    """Return what a value was counted on, and how many of it do not answer."""
    if not mesure.est_part or mesure.verdict == "absent":
        return mesure.compte
    inconnus = mesure.valeur.inconnus
    combien = francais.format_nombre(inconnus) if inconnus else "aucun"
    return f"{mesure.compte}, {combien} sans réponse"


def _bind(titre: str, point: PointTendance, ecrire: EcritPoint | None) -> document.EnLigne:
    """Return the rate of a year bound to its reference; why there is none, when there is none."""
    if point.manque or point.reference is None:
        return document.Texte(francais.capitalize(point.manque) or point.texte)
    if ecrire:
        return ecrire(point, point.reference)
    dit = f"{titre} : {point.annee}, {point.compte}, fourchette {point.bornes}"
    return document.Chiffre(point.texte, str(point.reference), francais.typographie(dit))


def read_tendance(ligne: LigneBilan, variante: Variante, vue: VueBilan) -> Tendance | None:
    """Return a share of published contracts over the years; None when no year has a value."""
    mesures = fill_annees(ligne.historique.get(variante, ()))
    if not mesures or not mesures[0].est_part or not _has_valeur(mesures):
        return None
    return _make_tendance(mesures, variante, vue)


def read_tendance_indicateur(
    ligne: LigneBilan, code: str, variante: Variante, vue: VueBilan
) -> Tendance | None:
    siennes = [m for m in ligne.historique.get(variante, ()) if m.fiche.code == code]
    mesures = fill_annees(siennes)
    return _make_tendance(mesures, variante, vue) if _has_valeur(mesures) else None


def _make_tendance(mesures: Sequence[Mesure], variante: Variante, vue: VueBilan) -> Tendance:
    """Compare each year with the one that is shown, or with the last one that is known."""
    connues = [m for m in mesures if m.verdict != "absent"]
    montree = next((m for m in connues if m.annee == vue.annee), connues[-1])
    return Tendance(
        identifiant=f"g-{mesures[0].fiche.code}-{variante}".lower(),
        titre=f"{mesures[0].fiche.libelle}, par année",
        points=tuple(_compare(mesure, montree, vue) for mesure in mesures),
    )


def _compare(mesure: Mesure, montree: Mesure, vue: VueBilan) -> PointTendance:
    """Return a year, without its figure when its contracts were not corrected as much."""
    point = _point(mesure, vue)
    if point.manque or mesure is montree:
        return point
    raison = explain_corrections(vue.find_assise(mesure), vue.find_assise(montree))
    if not raison:
        return point
    manque = francais.typographie(francais.uncapitalize(raison.rstrip(".")))
    return PointTendance(point.annee, manque=manque, incomplete=point.incomplete, inegale=True)


def draw_total(ligne: LigneBilan, vue: VueBilan) -> str:
    """Draw a total over the years; nothing when no year has a value."""
    mesures = fill_annees(ligne.historique.get("total", ()))
    if not _has_valeur(mesures):
        return ""
    diviseur, _ = choose_unite_total(mesures)
    colonnes = [
        Rang(
            nom=str(mesure.annee),
            etiquette="?"
            if mesure.valeur.valeur is None
            else francais.format_unites(mesure.valeur.valeur / diviseur),
            valeur=mesure.valeur.valeur,
            partielle=mesure.annee in vue.annees_incompletes,
            en_avant=mesure.annee == vue.annee,
        )
        for mesure in mesures
    ]
    phrases = " ".join(_describe(_point(mesure, vue)) for mesure in mesures)
    titre = f"{ligne.fiche.libelle}, par année"
    identifiant = f"g-{ligne.fiche.code}-total".lower()
    legende = Legende(identifiant, titre, francais.typographie(phrases))
    return draw_colonnes(legende, colonnes, _LARGE)


def choose_unite_total(mesures: Sequence[Mesure]) -> tuple[float, str]:
    """Return the divisor and the name of the unit of totals; none for what is not money."""
    if not mesures[0].en_euros:
        return 1.0, ""
    return francais.choose_unite_montant(max(m.valeur.valeur or 0.0 for m in mesures))


def fill_annees(mesures: Sequence[Mesure]) -> tuple[Mesure, ...]:
    """Return a measure a year, oldest first: a year that has none gets one that says so."""
    par_annee = {m.annee: m for m in mesures if m.annee is not None}
    if not par_annee:
        return ()
    annees = range(min(par_annee), max(par_annee) + 1)
    return tuple(par_annee.get(annee) or _make_lacune(mesures[0], annee) for annee in annees)


def count_absentes(raisons: Sequence[str]) -> int:
    """Return how many of the first years have no figure, for the same reason."""
    return len(list(takewhile(lambda raison: raison and raison == raisons[0], raisons)))


def _make_lacune(modele: Mesure, annee: int) -> Mesure:
    valeur = modele.valeur
    return Mesure(
        Valeur(
            valeur.siren, annee, valeur.indicateur, valeur.variante,
            None, None, 0, 0, None, None, None, tell_sans_marche(annee),
        ),
        modele.fiche,
    )  # fmt: skip


def _has_valeur(mesures: Iterable[Mesure]) -> bool:
    return any(mesure.valeur.valeur is not None for mesure in mesures)


def _point(mesure: Mesure, vue: VueBilan) -> PointTendance:
    valeur, absente = mesure.valeur, mesure.verdict == "absent"
    return PointTendance(
        annee=mesure.annee or 0,
        texte=mesure.texte,
        valeur=valeur.valeur,
        bas=valeur.bas,
        haut=valeur.haut,
        bornes="" if absente else format_bornes(mesure),
        compte=mesure.compte,
        manque=(mesure.raison or NON_CONNU) if absente else "",
        incomplete=mesure.annee in vue.annees_incompletes,
        fragile=mesure.verdict == "fragile",
        en_avant=mesure.annee == vue.annee,
        reference=mesure.reference,
    )


def _barre(point: PointTendance) -> Barre:
    return Barre(
        annee=str(point.annee),
        etiquette=point.texte,
        valeur=point.valeur,
        bas=point.bas,
        haut=point.haut,
        note=_shorten(point.manque) if point.manque else None,
        en_avant=point.en_avant,
        marques=point.marques,
        fragile=point.fragile,
    )


def _resume_absentes(absentes: Sequence[PointTendance]) -> Barre:
    """Gather years without a figure in one row: « 2019–23 : non publié »."""
    annee = str(absentes[0].annee)
    if len(absentes) > 1:
        annee = f"{annee}–{str(absentes[-1].annee)[-2:]}"
    return Barre(annee, "", note=_shorten(absentes[0].manque))


def _shorten(raison: str) -> str:
    """Return why there is no figure, in few words: a drawing does not wrap its lines."""
    court = raison.split(f"{francais.INSECABLE}:", maxsplit=1)[0].removesuffix(DANS_LES_FICHIERS)
    return court if 0 < len(court) <= _NOTE_MAX else NON_CONNU


def _describe(point: PointTendance) -> str:
    if point.manque:
        return f"{point.annee} : {point.manque}."
    bornes = f", fourchette {point.bornes}" if point.bornes not in {"", "–", point.texte} else ""
    marque = f", {point.marque}" if point.marque else ""
    return f"{point.annee} : {point.texte}{bornes}{marque}."
