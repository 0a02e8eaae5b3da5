"""An indicator in a year: its value, its target, where it stands, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.utils.safestring import SafeString

from spaser.documents.cibles import write_ecart, write_point, write_valeur
from spaser.documents.tendance import Tendance
from spaser.metier.cibles.enonce import VAGUE, explain_cumul, is_cible
from spaser.metier.cibles.modele import SANS_CIBLE, EtatCible, NatureValeur
from spaser.metier.cibles.trajectoire import Jugement, Point, Trajectoire
from spaser.metier.comparaison import Assise
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.web.chiffres.source import link_preuve
from spaser.web.cibles.evolution import PointMontre, draw_annees, list_montrees
from spaser.web.cibles.lecture import ValeurLue
from spaser.web.cibles.objectifs import write_visee
from spaser.web.cibles.vises import Vise
from spaser.web.depenses.resultats.mesures import tell_methode

_ANNEES_MAX: Final = 30
_EN_MOTS: Final = "La cible est dite en mots : donnez son nombre et son année pour la suivre."
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
    assise: Assise  # what its value rests on
    publie: ValeurLue | None = None  # of published contracts, beside a value of corrected ones
    reserve: str = ""  # why its value is not set against its target

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
        return self.vise.unite

    @property
    def est_legal(self) -> bool:
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
    def cible_en_mots(self) -> str:
        """Return the words of a target that was given no number; they can be checked."""
        return "" if self.est_visee or not is_cible(self._mots) else self._mots

    @property
    def _mots(self) -> str:
        ligne = self.vise.suivi.ligne
        return ligne.objectif if ligne else ""

    @property
    def attendu(self) -> Decimal | None:
        return self.jugement.attendu

    @property
    def ecart(self) -> Decimal | None:
        """Return the value less what was expected that year."""
        return self.jugement.ecart

    @property
    def etat(self) -> EtatCible:
        return self.jugement.etat

    @property
    def libelle_etat(self) -> str:
        return self.etat.libelle if self.est_visee or self.cible_en_mots else SANS_CIBLE

    @property
    def raison(self) -> str:
        return _EN_MOTS if self.cible_en_mots else self.jugement.raison

    @property
    def famille(self) -> str:
        return ", ".join(filter(None, (self.vise.suivi.famille, self.code)))

    @property
    def est_calculee(self) -> bool:
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
        return self._link(self.valeur.reference if self.valeur else "")

    @property
    def preuve_de_base(self) -> str:
        """Return the address of what is behind a base that was taken from the site."""
        return self._link(self.vise.visee.base_reference)

    def _link(self, reference: str) -> str:
        espace = self.vise.visee.espace
        return link_preuve(espace, ReferenceChiffre.parse(reference)) if reference else ""

    def find_calculee(self, annee: int | None) -> ValeurLue | None:
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
        return "" if self.attendu is None else write_valeur(self.attendu, self.unite)

    @property
    def texte_ecart(self) -> str:
        return "" if self.ecart is None else write_ecart(self.ecart, self.unite)

    @property
    def resume(self) -> str:
        dite = f"{self.valeur.texte} en {self.annee}" if self.valeur else ""
        morceaux = (
            dite or f"Valeur de {self.annee} non connue",
            self.texte_cible and f"cible {self.texte_cible}",
        )
        return f"{', '.join(filter(None, morceaux))}."

    @property
    def explication(self) -> str:
        if not self.texte_ecart:
            return self.raison
        return (
            f"{self.raison} Attendu en {self.annee} : {self.texte_attendu} ; écart à la valeur "
            f"attendue : {self.texte_ecart}."
        )

    @property
    def methode(self) -> str:
        """Say how the value shown is counted: paid spend has a method of its own."""
        if self.valeur and self.valeur.reference and self.valeur.origine is Origine.PAYES:
            return tell_methode(ReferenceChiffre.parse(self.valeur.reference).code)
        return self.vise.visee.explication

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
        return _COULEURS[self.etat]

    @property
    def dessin(self) -> SafeString:
        return draw_annees(f"annees-{self.vise.cle}", self.nom, self.montrees)

    @property
    def montrees(self) -> tuple[PointMontre, ...]:
        """Return every year that has a value: the one that is kept, else the computed one."""
        return list_montrees(self.gardees, self.annees, self.unite)

    @property
    def chemin(self) -> list[tuple[int, str, str]]:
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
        return write_visee(self.vise.visee)

    @property
    def doute(self) -> str:
        """Say what is wrong in the words of a target; nothing when it can be checked."""
        mots = self._mots
        if not mots:
            return ""
        vague = f"« {mots} » : {VAGUE}." if not (self.est_visee or is_cible(mots)) else ""
        return explain_cumul(mots, self.code) or vague

    @property
    def texte_base(self) -> str:
        return write_point(self.base, self.unite) if self.base else ""

    @property
    def trajectoire(self) -> Trajectoire:
        return self.vise.visee.read_trajectoire(self.base)
