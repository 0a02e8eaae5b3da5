"""Reads what a space follows: for each indicator its target, the value of a year, where it stands.

A value that somebody kept holds before what the site computes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.utils import timezone

from spaser.metier.annees import annee_montree
from spaser.metier.cibles.enonce import explain_cumul
from spaser.metier.cibles.modele import EUROS, POURCENT, SANS_CIBLE, EtatCible
from spaser.metier.cibles.trajectoire import Jugement, Point, ValeurJugee, judge
from spaser.metier.comparaison import Assise, explain
from spaser.metier.perimetre import Origine
from spaser.web.chiffres.situation import (
    FigureConnue,
    LigneSituation,
    Situation,
    read_situation,
    read_situations,
)
from spaser.web.cibles.assise import find_assise, find_publie, place_visee
from spaser.web.cibles.lecture import (
    ValeurLue,
    choose_figure,
    find_unite,
    read_annees,
    read_figure,
    read_gardee,
)
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.models import IndicateurSuivi, Valeur
from spaser.web.cibles.vises import Vise, list_vises
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.tableau import list_mesures
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class SuiviAnnuel:
    annee: int
    situation: Situation
    lignes: tuple[LigneSuivi, ...]

    @property
    def annees(self) -> list[int]:
        connues = {point.annee for ligne in self.lignes for point in ligne.montrees}
        return sorted(connues | {self.annee}, reverse=True)

    @property
    def legales(self) -> tuple[LigneSuivi, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.est_legal)

    @property
    def autres(self) -> tuple[LigneSuivi, ...]:
        return tuple(ligne for ligne in self.lignes if not ligne.est_legal)

    def find(self, cle: str) -> LigneSuivi | None:
        return next((ligne for ligne in self.lignes if ligne.vise.cle == cle), None)

    @property
    def etats(self) -> list[tuple[str, int]]:
        """Return how many lines stand so, those that aim at nothing apart."""
        noms = Counter(ligne.libelle_etat for ligne in self.lignes)
        return [(nom, noms[nom]) for nom in (*(e.libelle for e in EtatCible), SANS_CIBLE)]

    def project(self, vise: Vise, **choix: object) -> LigneSuivi:
        """Return a line as these fields would make it; nothing is kept."""
        visee, tenue = copy(vise.visee), self.find(vise.cle)
        for nom, valeur in choix.items():
            setattr(visee, nom, valeur)
        gardees = tenue.gardees if tenue else {}
        return _read(replace(vise, visee=visee), self.situation, self.annee, gardees)


def read_suivis(espace: Espace, annees: Iterable[int | None]) -> list[SuiviAnnuel]:
    """Return what a space follows in several years; what it keeps and its data are read once."""
    vises = list_vises(espace)
    gardees = _group_gardees(vises)
    situations = read_situations(espace, list_mesures(v.suivi for v in vises), annees)
    return [_gather(vises, situation, gardees) for situation in situations]


def read_suivi(
    espace: Espace,
    annee: int | None = None,
    situation: Situation | None = None,
    lignes: Sequence[LigneGrille] | None = None,
) -> SuiviAnnuel:
    """Return all that a space follows in a year; without a year, the one to show.

    `situation` is that of the year, with all that is followed, and `lignes` those of the grid,
    when they have been read already.
    """
    vises = list_vises(espace, lignes)
    situation = situation or read_situation(espace, list_mesures(v.suivi for v in vises), annee)
    return _gather(vises, situation, _group_gardees(vises))


def _gather(
    vises: Iterable[Vise], situation: Situation, gardees: Mapping[str, Mapping[int, ValeurLue]]
) -> SuiviAnnuel:
    montree = situation.annee or annee_montree(timezone.localdate())
    lues = tuple(_read(vise, situation, montree, gardees[vise.cle]) for vise in vises)
    return SuiviAnnuel(montree, situation, lues)


def _group_gardees(vises: Iterable[Vise]) -> dict[str, dict[int, ValeurLue]]:
    par_pk = {vise.visee.pk: vise for vise in vises if vise.visee.pk}
    groupes: dict[str, dict[int, ValeurLue]] = defaultdict(dict)
    if par_pk:
        valeurs = Valeur.objects.en_vigueur().filter(indicateur__in=list(par_pk))
        for valeur in valeurs.select_related("auteur"):
            vise = par_pk[valeur.indicateur_id]
            groupes[vise.cle][valeur.annee] = read_gardee(valeur, vise.unite)
    return groupes


def _read(
    vise: Vise, situation: Situation, annee: int, gardees: Mapping[int, ValeurLue]
) -> LigneSuivi:
    visee = vise.visee
    lue = situation.find(vise.suivi.mesures[0]) if vise.suivi.mesures else None
    connue = choose_figure(visee, lue)
    compatible = connue is not None and _is_compatible(visee, connue)
    calculee = read_figure(connue) if connue and compatible else None
    annees, calculees = read_annees(situation, connue) if connue and compatible else (None, {})
    valeur = gardees.get(annee) or calculee
    base = visee.base or _propose_base(visee.cible, valeur, gardees, calculees)
    assise = find_assise(situation, lue, valeur, annee)
    reserve = _tell_reserve(vise, situation, assise) if valeur else ""
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
        jugement=_judge(visee, base, valeur.as_jugee(reserve) if valeur else None, annee),
        reserve=reserve,
        assise=assise,
        publie=find_publie(lue, valeur),
    )


def _judge(
    visee: IndicateurSuivi, base: Point | None, valeur: ValeurJugee | None, annee: int
) -> Jugement:
    if visee.cible_valeur is not None and visee.cible is None:
        return Jugement(etat=EtatCible.INDECIS, raison="La cible n’a pas d’année.")
    return judge(visee.read_trajectoire(base), valeur, annee)


def _is_compatible(visee: IndicateurSuivi, connue: FigureConnue) -> bool:
    """Say whether the figure of the site is told in the unit of the target."""
    unite = find_unite(connue.figure)
    return visee.unite not in {POURCENT, EUROS} if not unite else visee.unite == unite


def _propose_base(
    cible: Point | None,
    valeur: ValeurLue | None,
    gardees: Mapping[int, ValeurLue],
    calculees: Mapping[int, Point],
) -> Point | None:
    """Return the first year, before the value and the target, that was counted on the same."""
    if valeur is None:
        return None
    limite = min(valeur.annee, cible.annee) if cible else valeur.annee
    memes = [v.point for v in gardees.values() if v.origine is valeur.origine and not v.reserve]
    serie = memes if valeur.origine is None else [*memes, *calculees.values()]
    return min((p for p in serie if p.annee < limite), default=None)


def _tell_reserve(vise: Vise, situation: Situation, assise: Assise) -> str:
    """Say why a value is not judged: what it counts, its year, or what the target asks."""
    visee, ligne = vise.visee, vise.suivi.ligne
    if visee.cible_valeur is None:
        return ""
    cumul = explain_cumul(ligne.objectif, vise.suivi.code) if ligne else ""
    return cumul or explain(assise, place_visee(visee, situation, assise))


def _tell_absence(vise: Vise, lue: LigneSituation | None, connue: FigureConnue | None) -> str:
    if lue is None:
        return " : ".join(filter(None, ("À relever chez vous", vise.suivi.source)))
    if connue is not None:
        return "Le chiffre calculé n’a pas la même unité que la cible."
    if vise.visee.origine and lue.figures:
        return f"Aucun chiffre compté sur « {Origine(vise.visee.origine).libelle} »."
    return lue.absence or "Une liste manque sur ce site."
