"""Which plans to look for first, by what the buyer is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.metier.obligations.portee import AcheteurConnu, Portee, weigh
from spaser.metier.politiques.modele import Plan
from spaser.metier.registre.nomenclatures import Nomenclature


class Attente(Nomenclature):
    """How much a plan is expected, the most first."""

    ATTENDU = "attendu", "Un texte vous concerne"
    A_VERIFIER = "a_verifier", "Un texte vous concerne peut-être"
    FREQUENT = "frequent", "Fréquent chez des structures comme la vôtre"
    AUTRE = "autre", "Autres plans possibles"


_INDIRECTE: Final = "le texte lui-même, que nous ne connaissons que par une source indirecte"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPropose:
    """A plan and why it is proposed; `manques` is what must be checked first."""

    plan: Plan
    attente: Attente
    manques: tuple[str, ...] = ()


def propose_plans(
    plans: Iterable[Plan], acheteur: AcheteurConnu, jour: date
) -> tuple[PlanPropose, ...]:
    """Return every plan, the most expected first, else in the order of the catalogue."""
    rangs = list(Attente)
    propositions = [_propose(plan, acheteur, jour) for plan in plans]
    return tuple(sorted(propositions, key=lambda p: rangs.index(p.attente)))


def _propose(plan: Plan, acheteur: AcheteurConnu, jour: date) -> PlanPropose:
    if plan.obligation is not None:
        portee, manques = weigh(plan.obligation, acheteur, jour)
        doutes = (*manques, _INDIRECTE) if plan.a_verifier else manques
        if portee is Portee.CONCERNE and not doutes:
            return PlanPropose(plan=plan, attente=Attente.ATTENDU)
        if portee is not Portee.NON:
            return PlanPropose(plan=plan, attente=Attente.A_VERIFIER, manques=doutes)
    frequent = acheteur.nature in plan.frequents
    return PlanPropose(plan=plan, attente=Attente.FREQUENT if frequent else Attente.AUTRE)
