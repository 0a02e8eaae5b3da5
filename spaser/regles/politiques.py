"""The plans of the catalogue, and those that a buyer has.

What a plan is, who must have it, what a buyer looks for in it; which ones to look for first, by
what the buyer is; what is wrong in a description; then plans, themes and indicators side by side:
what overlaps, what nothing covers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from spaser.contenus.faits import cache_faits, find_fait
from spaser.contenus.lecture import read_contenu
from spaser.elements import fold_mots
from spaser.regles import obligations
from spaser.regles.assujettissement import NatureAcheteur
from spaser.regles.indicateurs import Bibliotheque, FicheIndicateur, Rubrique, SousTheme
from spaser.regles.nomenclatures import Nomenclature, Source, cite


class EtatPlan(Nomenclature):
    INCONNU = "inconnu", "Je ne sais pas"
    EXISTE = "existe", "Existe"
    PREPARATION = "preparation", "En préparation"
    ABSENT = "absent", "N’existe pas"


class ObligationDePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who must have the plan; `reserve` is a word of caution, beside those of the facts."""

    qui: str
    natures: tuple[NatureAcheteur, ...]
    natures_a_verifier: tuple[NatureAcheteur, ...] = ()
    conditions: tuple[obligations.Condition, ...] = ()
    si: tuple[str, ...] = ()
    reserve: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan; without `obligation`, nobody must have it. `frequents` often have one."""

    code: str
    nom: str
    resume: str
    sous_themes: tuple[SousTheme, ...]
    indicateurs: tuple[str, ...]
    a_chercher: tuple[str, ...]
    frequents: tuple[NatureAcheteur, ...]
    sigle: str = ""
    obligation: ObligationDePlan | None = None
    faits: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        return cite(self.faits)

    @property
    def rubrique(self) -> Rubrique:
        return self.sous_themes[0].rubrique

    @property
    def nom_court(self) -> str:
        return self.sigle or self.nom

    @property
    def a_verifier(self) -> bool:
        """Say whether what is said of it rests on a doubtful or partial reading."""
        reservee = self.obligation is not None and bool(self.obligation.reserve)
        return reservee or any(source.confiance.a_verifier for source in self.sources)


@cache_faits()
def load_plans() -> tuple[Plan, ...]:
    return tuple(
        _complete(plan)
        for rubrique in Rubrique
        for plan in read_contenu(f"politiques/{rubrique.value}.json", tuple[Plan, ...])
    )


def _complete(plan: Plan) -> Plan:
    """Add to its word of caution what is not sure in the facts that it cites."""
    if plan.obligation is None:
        return plan
    reserves = (plan.obligation.reserve, *(find_fait(code).reserve for code in plan.faits))
    reserve = " ".join(dict.fromkeys(filter(None, reserves)))
    obligation = msgspec.structs.replace(plan.obligation, reserve=reserve)
    return msgspec.structs.replace(plan, obligation=obligation)


def find_plan(code: str) -> Plan | None:
    return next((plan for plan in load_plans() if plan.code == code), None)


def list_plans_de(indicateur: str) -> tuple[Plan, ...]:
    return tuple(plan for plan in load_plans() if indicateur in plan.indicateurs)


class NiveauAttente(Nomenclature):
    """How much a plan is expected, the most first."""

    ATTENDU = "attendu", "Un texte vous concerne"
    A_VERIFIER = "a_verifier", "Un texte vous concerne peut-être"
    FREQUENT = "frequent", "Fréquent chez des structures comme la vôtre"
    AUTRE = "autre", "Autres plans possibles"


_RESERVE: Final = "ce que la réserve de sa page dit ne pas être sûr"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPropose:
    """A plan and why it is proposed; `manques` is what must be checked first."""

    plan: Plan
    attente: NiveauAttente
    manques: tuple[str, ...] = ()


def propose_plans(
    plans: Iterable[Plan], acheteur: obligations.AcheteurConnu, jour: date
) -> tuple[PlanPropose, ...]:
    """Return every plan, the most expected first, else in the order of the catalogue."""
    rangs = list(NiveauAttente)
    propositions = [_propose(plan, acheteur, jour) for plan in plans]
    return tuple(sorted(propositions, key=lambda p: rangs.index(p.attente)))


def _propose(plan: Plan, acheteur: obligations.AcheteurConnu, jour: date) -> PlanPropose:
    if plan.obligation is not None:
        portee, manques = obligations.weigh(plan.obligation, acheteur, jour)
        doutes = (*manques, _RESERVE) if plan.a_verifier else manques
        if portee is obligations.Portee.CONCERNE and not doutes:
            return PlanPropose(plan=plan, attente=NiveauAttente.ATTENDU)
        if portee is not obligations.Portee.NON:
            return PlanPropose(plan=plan, attente=NiveauAttente.A_VERIFIER, manques=doutes)
    frequent = acheteur.nature in plan.frequents
    return PlanPropose(
        plan=plan, attente=NiveauAttente.FREQUENT if frequent else NiveauAttente.AUTRE
    )


ANNEES: Final = (1990, 2100)  # those that a plan may name
_ANNEE: Final = re.compile(r"\b(?:19|20)\d{2}\b")


def explain_periode(debut: int | None, fin: int | None) -> str:
    if debut is not None and fin is not None and fin < debut:
        return (
            f"Ce plan finirait en {fin}, avant de commencer en {debut} : corrigez l’une des deux "
            "années."
        )
    return ""


def is_echue(fin: int | None, annee: int) -> bool:
    return fin is not None and fin < annee


def fold_nom_plan(nom: str) -> str:
    """Return a name as two plans are compared: no accent, no year, no sign."""
    return fold_mots(_ANNEE.sub(" ", nom))


def find_jumelle(nom: str, autres: Iterable[str]) -> str | None:
    plie = fold_nom_plan(nom)
    return next((autre for autre in autres if fold_nom_plan(autre) == plie), None)


def find_au_catalogue(nom: str, plans: Iterable[Plan]) -> Plan | None:
    plie = fold_nom_plan(nom)
    return next(
        (
            plan
            for plan in plans
            if plie and plie in {fold_nom_plan(plan.nom), fold_nom_plan(plan.sigle)}
        ),
        None,
    )


class EtatTheme(Nomenclature):
    """What to do of a theme, the most urgent first."""

    NON_TRAITE = "non_traite", "Non traité"
    SANS_OBJECTIF = "sans_objectif", "Sans objectif d’achat"
    SANS_INDICATEUR = "sans_indicateur", "Sans indicateur"
    RECOUVREMENT = "recouvrement", "Recouvrement"
    COUVERT = "couvert", "Couvert"

    @property
    def sens(self) -> str:
        return _SENS[self]


_SENS: Final = {
    EtatTheme.NON_TRAITE: "Aucun plan n’en parle.",
    EtatTheme.SANS_OBJECTIF: "Un plan en parle, sans objectif relevé qui touche les achats.",
    EtatTheme.SANS_INDICATEUR: "Un objectif est relevé, sans indicateur pour le suivre.",
    EtatTheme.RECOUVREMENT: "Plusieurs plans en parlent : accordez leurs objectifs.",
    EtatTheme.COUVERT: "Un plan, un objectif, un indicateur.",
}


@dataclass(frozen=True, slots=True)
class ObjectifAchats:
    texte: str
    sous_theme: SousTheme | None = None
    indicateur: str = ""


@dataclass(frozen=True, slots=True)
class PlanExistant:
    """A plan that exists, as far as the cross-table needs to know."""

    nom: str
    sous_themes: tuple[SousTheme, ...]
    indicateurs: tuple[str, ...] = ()
    objectifs: tuple[ObjectifAchats, ...] = ()


@dataclass(frozen=True, slots=True)
class Croise:
    """A theme, the plans that speak of it, their objectives, the indicators to follow them."""

    sous_theme: SousTheme
    politiques: tuple[PlanExistant, ...]
    objectifs: tuple[tuple[PlanExistant, ObjectifAchats], ...]
    indicateurs: tuple[FicheIndicateur, ...]

    @property
    def etat(self) -> EtatTheme:
        """Say what is missing first, then what overlaps."""
        if not self.politiques:
            return EtatTheme.NON_TRAITE
        if not self.objectifs:
            return EtatTheme.SANS_OBJECTIF
        if not self.indicateurs:
            return EtatTheme.SANS_INDICATEUR
        if len(self.politiques) > 1:
            return EtatTheme.RECOUVREMENT
        return EtatTheme.COUVERT


@dataclass(frozen=True, slots=True)
class Croisement:
    """The whole table; `a_ranger` are the objectives that name no theme."""

    themes: tuple[Croise, ...]
    a_ranger: tuple[tuple[PlanExistant, ObjectifAchats], ...]

    def list_etat(self, etat: EtatTheme) -> tuple[Croise, ...]:
        return tuple(croise for croise in self.themes if croise.etat is etat)


def cross_themes(politiques: Sequence[PlanExistant], bibliotheque: Bibliotheque) -> Croisement:
    """Put each theme beside what speaks of it; an objective speaks of its theme for its plan."""
    objectifs = [
        (politique, objectif) for politique in politiques for objectif in politique.objectifs
    ]
    return Croisement(
        themes=tuple(_cross(theme, politiques, bibliotheque) for theme in SousTheme),
        a_ranger=tuple(paire for paire in objectifs if paire[1].sous_theme is None),
    )


def _cross(
    theme: SousTheme, politiques: Sequence[PlanExistant], bibliotheque: Bibliotheque
) -> Croise:
    objectifs = tuple(
        (politique, objectif)
        for politique in politiques
        for objectif in politique.objectifs
        if objectif.sous_theme is theme
    )
    portes = {politique.nom for politique, _ in objectifs}
    concernees = tuple(p for p in politiques if theme in p.sous_themes or p.nom in portes)
    cites = {objectif.indicateur for _, objectif in objectifs}
    suivis = {code for politique in concernees for code in politique.indicateurs}
    indicateurs = tuple(
        fiche
        for fiche in bibliotheque.indicateurs
        if fiche.code in cites or (fiche.code in suivis and fiche.sous_theme is theme)
    )
    return Croise(theme, concernees, objectifs, indicateurs)
