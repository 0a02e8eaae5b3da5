"""Reads what a space follows: for each indicator its target, the value of a year, where it stands.

Those followed are the four lines of the law, then the short list of the grid: the same as
« Mes chiffres ». A value that somebody kept holds before what the site computes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from spaser.documents.cibles import write_ecart, write_point, write_valeur
from spaser.documents.tendance import Tendance
from spaser.metier.cibles.modele import EUROS, POURCENT, EtatCible, choose_unite
from spaser.metier.cibles.trajectoire import Jugement, Point, Trajectoire, judge
from spaser.metier.perimetre import Origine
from spaser.web.chiffres.situation import FigureConnue, LigneSituation, Situation, read_situations
from spaser.web.cibles.lecture import (
    ValeurLue,
    choose_figure,
    find_unite,
    read_annees,
    read_figure,
    read_gardee,
)
from spaser.web.cibles.models import IndicateurSuivi, Valeur
from spaser.web.grille.selectors import sort_lignes
from spaser.web.grille.tableau import Suivi, list_mesures, list_suivis
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class Vise:
    """An indicator that is followed, and what is aimed at; `visee` has no key before it is kept."""

    suivi: Suivi
    visee: IndicateurSuivi

    @property
    def cle(self) -> str:
        """Return what names it in addresses."""
        return self.suivi.cle

    @property
    def nom(self) -> str:
        """Return its name."""
        return self.suivi.nom

    @property
    def unite(self) -> str:
        """Return the unit of its values."""
        return self.visee.unite


@dataclass(frozen=True, kw_only=True)
class LigneSuivi:
    """An indicator in a year: its value, its target, where it stands, and why.

    `calculee` is what the site computes that year, even where somebody kept another value.
    `attendu` and `ecart` are those of the year.
    """

    vise: Vise
    annee: int | None
    valeur: ValeurLue | None
    calculee: ValeurLue | None
    absence: str
    base: Point | None
    base_proposee: bool  # nobody chose it: the first year that lets conclude
    gardees: Mapping[int, ValeurLue]  # of every year, those that hold
    annees: Tendance | None
    calculees: Mapping[int, Point]
    jugement: Jugement

    @property
    def code(self) -> str:
        """Return the code of the library; empty for an indicator of the buyer's own."""
        return self.vise.suivi.code

    @property
    def nom(self) -> str:
        """Return its name."""
        return self.vise.nom

    @property
    def unite(self) -> str:
        """Return the unit of its values."""
        return self.vise.unite

    @property
    def est_legal(self) -> bool:
        """Say whether it is one of the four lines of the law."""
        return self.vise.suivi.est_legal

    @property
    def cible(self) -> Point | None:
        """Return what is aimed at."""
        return self.vise.visee.cible

    @property
    def attendu(self) -> Decimal | None:
        """Return what was expected that year, on the way to the target."""
        return self.jugement.attendu

    @property
    def ecart(self) -> Decimal | None:
        """Return the value less what was expected that year."""
        return self.jugement.ecart

    @property
    def etat(self) -> EtatCible:
        """Return where it stands."""
        return self.jugement.etat

    @property
    def raison(self) -> str:
        """Say why."""
        return self.jugement.raison

    @property
    def a_change(self) -> bool:
        """Say whether the site no longer computes the value that was kept from it."""
        gardee, calculee = self.valeur, self.calculee
        if not gardee or not calculee or gardee.pk is None or not gardee.reference:
            return False
        return not gardee.is_same(calculee)

    @property
    def texte_attendu(self) -> str:
        """Say what was expected that year."""
        return "" if self.attendu is None else write_valeur(self.attendu, self.unite)

    @property
    def texte_ecart(self) -> str:
        """Say the gap to what was expected."""
        return "" if self.ecart is None else write_ecart(self.ecart, self.unite)

    @property
    def texte_cible(self) -> str:
        """Say what is aimed at."""
        return write_point(self.cible, self.unite) if self.cible else ""

    @property
    def texte_base(self) -> str:
        """Say where it starts from."""
        return write_point(self.base, self.unite) if self.base else ""

    @property
    def trajectoire(self) -> Trajectoire:
        """Return the way from its base to its target."""
        return self.vise.visee.read_trajectoire(self.base)


@dataclass(frozen=True)
class SuiviAnnuel:
    """All that is followed, in one year."""

    annee: int | None
    situation: Situation
    lignes: tuple[LigneSuivi, ...]

    @property
    def legales(self) -> tuple[LigneSuivi, ...]:
        """Return the four lines of the law."""
        return tuple(ligne for ligne in self.lignes if ligne.est_legal)

    @property
    def autres(self) -> tuple[LigneSuivi, ...]:
        """Return the others."""
        return tuple(ligne for ligne in self.lignes if not ligne.est_legal)

    def find(self, cle: str) -> LigneSuivi | None:
        """Return a line by what names it in addresses."""
        return next((ligne for ligne in self.lignes if ligne.vise.cle == cle), None)

    def count(self, etat: EtatCible) -> int:
        """Return how many lines stand so."""
        return sum(ligne.etat is etat for ligne in self.lignes)


def read_suivi(espace: Espace, annee: int | None = None) -> SuiviAnnuel:
    """Return all that a space follows in a year; without a year, the one to show."""
    return read_suivis(espace, (annee,))[0]


def read_suivis(espace: Espace, annees: Iterable[int | None]) -> list[SuiviAnnuel]:
    """Return the same in several years, what the space keeps and its data read once."""
    vises = list_vises(espace)
    gardees = _group_gardees(vises)
    situations = read_situations(espace, list_mesures(v.suivi for v in vises), annees)
    return [
        SuiviAnnuel(s.annee, s, tuple(_read(vise, s, gardees[vise.cle]) for vise in vises))
        for s in situations
    ]


def list_vises(espace: Espace) -> list[Vise]:
    """Return what is followed, the lines of the law first, each with what is aimed at."""
    visees = list(list_visees(espace))
    par_ligne = {visee.ligne_id: visee for visee in visees if visee.ligne_id}
    seules = {visee.code: visee for visee in reversed(visees) if not visee.ligne_id and visee.code}
    return [
        Vise(suivi, _find_visee(espace, suivi, par_ligne, seules))
        for suivi in list_suivis(sort_lignes(espace))
    ]


def list_visees(espace: Espace) -> Iterable[IndicateurSuivi]:
    """Return what is aimed at in a space, shown or not."""
    return IndicateurSuivi.objects.filter(espace=espace).select_related("membre", "modifie_par")


def find_vise(espace: Espace, cle: str) -> Vise | None:
    """Return one of them by what names it in addresses."""
    return next((vise for vise in list_vises(espace) if vise.cle == cle), None)


def start_visee(espace: Espace, suivi: Suivi) -> IndicateurSuivi:
    """Return what is aimed at before anybody says anything; it is not kept."""
    fiche = suivi.fiche
    visee = IndicateurSuivi(
        espace=espace, ligne=suivi.ligne, code=suivi.code, libelle=suivi.nom, version=0
    )
    if fiche:
        visee.unite = choose_unite(fiche.unite)
        visee.sens = fiche.sens.value
    return visee


def _find_visee(
    espace: Espace,
    suivi: Suivi,
    par_ligne: Mapping[int | None, IndicateurSuivi],
    seules: Mapping[str, IndicateurSuivi],
) -> IndicateurSuivi:
    """Return what a line of the grid aims at, else what its code does without a line."""
    sienne = par_ligne.get(suivi.ligne.pk) if suivi.ligne else None
    return sienne or seules.get(suivi.code) or start_visee(espace, suivi)


def _group_gardees(vises: Iterable[Vise]) -> dict[str, dict[int, ValeurLue]]:
    """Return the values that hold, by indicator and by year."""
    par_pk = {vise.visee.pk: vise for vise in vises if vise.visee.pk}
    groupes: dict[str, dict[int, ValeurLue]] = defaultdict(dict)
    if par_pk:
        valeurs = Valeur.objects.en_vigueur().filter(indicateur__in=list(par_pk))
        for valeur in valeurs.select_related("auteur"):
            vise = par_pk[valeur.indicateur_id]
            groupes[vise.cle][valeur.annee] = read_gardee(valeur, vise.unite)
    return groupes


def _read(vise: Vise, situation: Situation, gardees: Mapping[int, ValeurLue]) -> LigneSuivi:
    annee, visee = situation.annee, vise.visee
    lue = situation.find(vise.suivi.mesures[0]) if vise.suivi.mesures else None
    connue = choose_figure(visee, lue)
    compatible = connue is not None and _is_compatible(visee, connue)
    calculee = read_figure(connue) if connue and compatible else None
    annees, calculees = read_annees(situation, connue) if connue and compatible else (None, {})
    valeur = (gardees.get(annee) if annee else None) or calculee
    base = visee.base or _propose_base(valeur, gardees, calculees)
    reserve = _tell_base(visee, valeur)
    return LigneSuivi(
        vise=vise,
        annee=annee,
        valeur=valeur,
        calculee=calculee,
        absence="" if valeur else _tell_absence(vise, lue, connue),
        base=base,
        base_proposee=visee.base is None and base is not None,
        gardees=gardees,
        annees=annees,
        calculees=calculees,
        jugement=judge(
            visee.read_trajectoire(base), valeur.as_jugee(reserve) if valeur else None, annee or 0
        ),
    )


def _is_compatible(visee: IndicateurSuivi, connue: FigureConnue) -> bool:
    """Say whether the figure of the site is told in the unit of the target."""
    unite = find_unite(connue.figure)
    return visee.unite not in {POURCENT, EUROS} if not unite else visee.unite == unite


def _propose_base(
    valeur: ValeurLue | None, gardees: Mapping[int, ValeurLue], calculees: Mapping[int, Point]
) -> Point | None:
    """Return the first year, before that of the value, that was counted on the same."""
    if valeur is None:
        return None
    memes = [v.point for v in gardees.values() if v.origine is valeur.origine and not v.reserve]
    serie = memes if valeur.origine is None else [*memes, *calculees.values()]
    return min((p for p in serie if p.annee < valeur.annee), default=None)


def _tell_base(visee: IndicateurSuivi, valeur: ValeurLue | None) -> str:
    """Say that a value cannot be compared with a base counted on something else."""
    if valeur is None or valeur.origine is None or not visee.base_origine:
        return ""
    base = Origine(visee.base_origine)
    if base is valeur.origine:
        return ""
    return (
        f"La valeur de départ et celle de {valeur.annee} ne sont pas comptées sur la même chose : "
        f"« {base.libelle} », puis « {valeur.origine.libelle} »."
    )


def _tell_absence(vise: Vise, lue: LigneSituation | None, connue: FigureConnue | None) -> str:
    """Say why there is no value."""
    if lue is None:
        return " : ".join(filter(None, ("À relever chez vous", vise.suivi.source)))
    if connue is not None:
        return "Le chiffre calculé n’a pas la même unité que la cible."
    if vise.visee.origine and lue.figures:
        return f"Aucun chiffre compté sur « {Origine(vise.visee.origine).libelle} »."
    return lue.absence or "Une liste manque sur ce site."
