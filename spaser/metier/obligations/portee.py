"""Whether a duty binds a buyer on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.obligations.modele import Condition, Etape, Obligation
from spaser.metier.registre.nomenclatures import format_valeur


class ChampApplication(Protocol):
    """Whom a text binds: a duty, or the duty to have a plan."""

    @property
    def natures(self) -> tuple[NatureAcheteur, ...]:
        """Return the kinds of buyer that it names; none: all."""

    @property
    def natures_a_verifier(self) -> tuple[NatureAcheteur, ...]:
        """Return the kinds of buyer of which it is not sure."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return the facts that decide."""

    @property
    def si(self) -> tuple[str, ...]:
        """Return the facts that only the buyer knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcheteurConnu:
    """What is known of a buyer; None: not known."""

    nature: NatureAcheteur | None = None
    habitants: int | None = None
    territoire: Territoire | None = None
    spaser: Assujettissement | None = None


class Portee(StrEnum):
    """Whether a duty binds."""

    CONCERNE = "concerne"
    A_VERIFIER = "a_verifier"
    NON = "non"


# Whether a fact holds; a text is what must be known to say.
type Reponse = bool | str

_NATURE: Final = "la nature de votre structure"
_TERRITOIRE: Final = "que le texte s’applique dans votre territoire"
_VISE: Final = "que le texte vise bien votre type de structure"
_SPASER: Final = "si vos dépenses annuelles vous obligent à un SPASER"


def weigh(
    regle: ChampApplication, acheteur: AcheteurConnu, jour: date
) -> tuple[Portee, tuple[str, ...]]:
    """Say whether a text binds, and what must be checked first."""
    reponses = [
        _answer_nature(regle, acheteur.nature),
        *(_answer(c, acheteur) for c in regle.conditions if _holds(c, acheteur, jour)),
    ]
    if False in reponses:
        return Portee.NON, ()
    manques = [reponse for reponse in reponses if isinstance(reponse, str)]
    if acheteur.territoire is Territoire.PACIFIQUE:
        manques.append(_TERRITOIRE)
    manques += [f"si {fait}" for fait in regle.si]
    return (Portee.A_VERIFIER if manques else Portee.CONCERNE), tuple(manques)


def concerns_etape(etape: Etape, obligation: Obligation, acheteur: AcheteurConnu) -> bool:
    """Say whether a step may be this buyer's: a kind or a place not known keeps them all."""
    nature, territoire = acheteur.nature, acheteur.territoire
    connue = nature not in {None, NatureAcheteur.INCONNUE, *obligation.natures_a_verifier}
    if connue and etape.natures and nature not in etape.natures:
        return False
    if etape.moins_de is not None and (acheteur.habitants or 0) >= etape.moins_de:
        return False
    return territoire is None or not etape.territoires or territoire in etape.territoires


def _answer_nature(regle: ChampApplication, nature: NatureAcheteur | None) -> Reponse:
    if nature is NatureAcheteur.HORS_CODE:
        return False
    if nature in regle.natures_a_verifier:
        return _VISE
    if nature is None or nature is NatureAcheteur.INCONNUE:
        return _NATURE if regle.natures or nature else True
    return not regle.natures or nature in regle.natures


def _holds(condition: Condition, acheteur: AcheteurConnu, jour: date) -> bool:
    """Say whether a condition is put to this buyer on that day."""
    debut, fin = condition.depuis or date.min, condition.jusqu_a or date.max
    visee = not condition.natures or acheteur.nature in {None, *condition.natures}
    return visee and debut <= jour <= fin


def _answer(condition: Condition, acheteur: AcheteurConnu) -> Reponse:
    if condition.fait == "spaser":
        reponses = {Assujettissement.OBLIGE: True, Assujettissement.NON_OBLIGE: False}
        return reponses.get(acheteur.spaser, _SPASER) if acheteur.spaser else _SPASER
    habitants = acheteur.habitants
    if condition.plus_de is not None:
        texte = f"si vous comptez plus de {format_valeur(condition.plus_de)} habitants"
        return texte if habitants is None else habitants > condition.plus_de
    minimum = condition.au_moins or 0
    texte = f"si vous comptez au moins {format_valeur(minimum)} habitants"
    return texte if habitants is None else habitants >= minimum
