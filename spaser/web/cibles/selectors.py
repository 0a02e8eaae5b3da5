"""Reads what a space follows: for each indicator its target, the value of a year, where it stands.

A value that somebody kept holds before what the site computes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.documents.cibles import write_ecart, write_point, write_valeur
from spaser.documents.tendance import Tendance
from spaser.metier.annees import annee_montree
from spaser.metier.cibles.modele import EUROS, POURCENT, EtatCible, NatureValeur
from spaser.metier.cibles.trajectoire import Jugement, Point, Trajectoire, ValeurJugee, judge
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.web.chiffres.situation import (
    FigureConnue,
    LigneSituation,
    Situation,
    read_situation,
    read_situations,
)
from spaser.web.chiffres.source import link_preuve
from spaser.web.cibles.evolution import PointMontre, draw_annees, list_montrees
from spaser.web.cibles.lecture import (
    ValeurLue,
    choose_figure,
    find_unite,
    read_annees,
    read_figure,
    read_gardee,
)
from spaser.web.cibles.models import IndicateurSuivi, Valeur
from spaser.web.cibles.objectifs import write_visee
from spaser.web.cibles.vises import Vise, list_vises
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.tableau import list_mesures
from spaser.web.organisations.models import Espace

SANS_CIBLE: Final = "Sans cible"
_ANNEES_MAX: Final = 30
_COULEURS: Final = {
    EtatCible.ATTEINT: "success",
    EtatCible.EN_BONNE_VOIE: "info",
    EtatCible.EN_RETARD: "warning",
    EtatCible.INDECIS: "",
}


@dataclass(frozen=True, kw_only=True)
class LigneSuivi:
    """An indicator in a year: its value, its target, where it stands, and why.

    `calculee` is what the site computes that year, even where somebody kept another value; `base`
    is `visee.base`, else the one that is proposed. `attendu` and `ecart` are those of the year.
    """

    vise: Vise
    annee: int
    valeur: ValeurLue | None
    calculee: ValeurLue | None
    absence: str
    base: Point | None
    base_proposee: bool  # nobody chose it: the first year that lets conclude
    gardees: Mapping[int, ValeurLue]  # of every year, those that hold
    annees: Tendance | None
    calculees: Mapping[int, Point]
    jugement: Jugement
    reserve: str = ""  # why its value and its base cannot be compared

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
        """Return what is aimed at, and for when; None as long as either is missing."""
        return self.vise.visee.cible

    @property
    def est_visee(self) -> bool:
        """Say whether something is aimed at, even for no year."""
        return self.vise.visee.cible_valeur is not None

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
    def libelle_etat(self) -> str:
        """Say where it stands, in words."""
        return self.etat.libelle if self.est_visee else SANS_CIBLE

    @property
    def raison(self) -> str:
        """Say why."""
        return self.jugement.raison

    @property
    def famille(self) -> str:
        """Say where it comes from, and its code."""
        return ", ".join(filter(None, (self.vise.suivi.famille, self.code)))

    @property
    def est_calculee(self) -> bool:
        """Say whether its value is that of the site, today."""
        return self.valeur is not None and self.valeur.pk is None

    @property
    def calcul_a_cote(self) -> str:
        """Say what the site computes, when it is not the value that holds."""
        if self.calculee is None or self.valeur is None or self.est_calculee:
            return ""
        if self.valeur.is_same(self.calculee):
            return ""
        return f"Le site calcule aujourd’hui {self.calculee.texte}."

    @property
    def preuve(self) -> str:
        """Return the address of what is behind its value; empty for one that was typed."""
        if self.valeur is None or not self.valeur.reference:
            return ""
        reference = ReferenceChiffre.parse(self.valeur.reference)
        return link_preuve(self.vise.visee.espace, reference)

    def find_calculee(self, annee: int | None) -> ValeurLue | None:
        """Return what the site computes in a year, of the same figure."""
        point = self.calculees.get(annee) if annee else None
        if point is None or self.calculee is None:
            return None
        reference = replace(ReferenceChiffre.parse(self.calculee.reference), annee=point.annee)
        return ValeurLue(
            annee=point.annee,
            unite=self.unite,
            valeur=point.valeur,
            nature=NatureValeur.AUTOMATIQUE,
            origine=self.calculee.origine,
            reference=str(reference),
        )

    @property
    def texte_attendu(self) -> str:
        """Say what was expected that year."""
        return "" if self.attendu is None else write_valeur(self.attendu, self.unite)

    @property
    def texte_ecart(self) -> str:
        """Say the gap to what was expected."""
        return "" if self.ecart is None else write_ecart(self.ecart, self.unite)

    @property
    def resume(self) -> str:
        """Say its value and what is aimed at, in one sentence."""
        dite = f"{self.valeur.texte} en {self.annee}" if self.valeur else ""
        morceaux = (
            dite or f"Valeur de {self.annee} non connue",
            self.texte_cible and f"cible {self.texte_cible}",
        )
        return f"{', '.join(filter(None, morceaux))}."

    @property
    def explication(self) -> str:
        """Say why it stands there, what was expected and the gap."""
        if not self.texte_ecart:
            return self.raison
        return (
            f"{self.raison} Attendu en {self.annee} : {self.texte_attendu} ; écart à la valeur "
            f"attendue : {self.texte_ecart}."
        )

    @property
    def avancement(self) -> str:
        """Say where it stands, with what was expected; nothing without a target or a conclusion."""
        if self.cible is None or self.etat is EtatCible.INDECIS:
            return ""
        attendu = f" (attendu : {self.texte_attendu})" if self.texte_attendu else ""
        return f"{self.etat.libelle} en {self.annee}{attendu}."

    @property
    def notee(self) -> str:
        """Say the value that somebody kept, on what; nothing where it is what the site computes."""
        une = self.valeur
        if une is None or self.est_calculee or (self.calculee and une.is_same(self.calculee)):
            return ""
        return f"{une.texte} en {une.annee} ({une.precision.rstrip('.')})"

    @property
    def couleur(self) -> str:
        """Return the colour of its state, by its name in the design system."""
        return _COULEURS[self.etat]

    @property
    def dessin(self) -> SafeString:
        """Draw its years, small."""
        return draw_annees(f"annees-{self.vise.cle}", self.nom, self.montrees)

    @property
    def montrees(self) -> tuple[PointMontre, ...]:
        """Return every year that has a value: the one that is kept, else the computed one."""
        return list_montrees(self.gardees, self.annees, self.unite)

    @property
    def chemin(self) -> list[tuple[int, str, str]]:
        """Return each year of its way, what was expected and what is known of it."""
        connus = {point.annee: point.texte for point in self.montrees}
        points = self.trajectoire.points
        if self.cible is None or len(points) < len(("départ", "cible")):
            return []
        annees = range(points[0].annee, min(points[-1].annee, points[0].annee + _ANNEES_MAX) + 1)
        attendus = ((annee, self.trajectoire.expect(annee)) for annee in annees)
        return [
            (annee, write_valeur(attendu, self.unite), connus.get(annee, ""))
            for annee, attendu in attendus
            if attendu is not None
        ]

    @property
    def texte_cible(self) -> str:
        """Say what is aimed at."""
        return write_visee(self.vise.visee)

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

    annee: int
    situation: Situation
    lignes: tuple[LigneSuivi, ...]

    @property
    def annees(self) -> list[int]:
        """Return the years that may be shown, the latest first."""
        connues = {point.annee for ligne in self.lignes for point in ligne.montrees}
        return sorted(connues | {self.annee}, reverse=True)

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
    """Return the values that hold, by indicator and by year."""
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
        jugement=_judge(visee, base, valeur.as_jugee(reserve) if valeur else None, annee),
        reserve=reserve,
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


def _tell_base(visee: IndicateurSuivi, valeur: ValeurLue | None) -> str:
    """Say that a value cannot be compared with a base counted on something else."""
    if visee.cible_valeur is None or not visee.base_origine:
        return ""
    if valeur is None or valeur.origine is None:
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
