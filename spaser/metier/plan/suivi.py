"""How far an action is, whether it is late and since when, what in it does not go together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from spaser.metier.dates import DatePartielle
from spaser.metier.plan.modele import EtatAction

_TOUT: Final = 100
_LENDEMAIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EtapeSuivie:
    """A step: its words, when it is due, the day it was done."""

    titre: str
    fin: DatePartielle | None = None
    faite_le: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSuivie:
    """What tells how far an action is; `saisi` is the progress that somebody typed."""

    etat: EtatAction = EtatAction.A_LANCER
    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    saisi: int | None = None
    motif: str = ""
    etapes: tuple[EtapeSuivie, ...] = ()


@dataclass(frozen=True, slots=True)
class Progres:
    """How far an action is: its steps done of all, or a share that somebody typed."""

    pourcent: int
    faites: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Retard:
    """Why an action is late, and the first day it was."""

    raison: str
    depuis: date


@dataclass(frozen=True, slots=True)
class Incoherence:
    """What does not go together in an action: the field to look at, what is wrong, how to mend."""

    champ: str
    probleme: str
    remede: str


def compute_progres(action: ActionSuivie) -> Progres | None:
    """Return how far it is by its steps, else as typed, else by its end; None when untold."""
    if action.etapes:
        faites = sum(etape.faite_le is not None for etape in action.etapes)
        return Progres(_TOUT * faites // len(action.etapes), faites, len(action.etapes))
    if action.etat is EtatAction.TERMINEE:
        return Progres(_TOUT)
    return None if action.saisi is None else Progres(action.saisi)


def find_retard(action: ActionSuivie, jour: date) -> Retard | None:
    """Say whether it is late on a day: its end, else its beginning, else its first late step."""
    if action.etat.est_finie:
        return None
    if action.fin and action.fin.fin < jour:
        return Retard("échéance dépassée", action.fin.fin + _LENDEMAIN)
    if action.etat is EtatAction.A_LANCER and action.debut and action.debut.fin < jour:
        return Retard("pas encore lancée", action.debut.fin + _LENDEMAIN)
    dues = [e for e in action.etapes if e.faite_le is None and e.fin and e.fin.fin < jour]
    if not dues:
        return None
    premiere = min(dues, key=lambda etape: etape.fin or "")
    return Retard(f"étape « {premiere.titre} »", _end(premiere) + _LENDEMAIN)


def list_incoherences(action: ActionSuivie) -> list[Incoherence]:
    """Return what does not go together, the action itself first, then its steps in order."""
    return [*_check_action(action), *_check_etapes(action)]


def find_boucle(
    attentes: Mapping[str, Collection[str]], action: str, attendues: Collection[str]
) -> list[str]:
    """Return the round that an action would make by waiting for others; none when there is none.

    `attentes` says for each action those that it waits for, as they stand.
    """
    liens = {**attentes, action: attendues}
    chemins = [[action, suivante] for suivante in liens[action]]
    vues: set[str] = set()
    while chemins:
        chemin = chemins.pop()
        if chemin[-1] == action:
            return chemin
        if chemin[-1] not in vues:
            vues.add(chemin[-1])
            chemins += [[*chemin, suivante] for suivante in liens.get(chemin[-1], ())]
    return []


def _check_action(action: ActionSuivie) -> Iterator[Incoherence]:
    if action.debut and action.fin and action.fin.fin < action.debut.debut:
        yield Incoherence(
            "fin",
            f"L’échéance ({action.fin.libelle}) est avant le début ({action.debut.libelle}).",
            "Échangez les deux dates, ou corrigez l’une d’elles.",
        )
    if action.etat is EtatAction.ABANDONNEE and not action.motif:
        yield Incoherence(
            "motif",
            "Une action abandonnée dit pourquoi.",
            "Écrivez la raison en une phrase : elle sera reprise dans le bilan.",
        )


def _check_etapes(action: ActionSuivie) -> Iterator[Incoherence]:
    for rang, etape in enumerate(action.etapes, start=1):
        if etape.fin is None:
            continue
        if action.debut and etape.fin.fin < action.debut.debut:
            yield _tell_etape(rang, etape, f"avant le début de l’action ({action.debut.libelle})")
        if action.fin and etape.fin.debut > action.fin.fin:
            yield _tell_etape(rang, etape, f"après son échéance ({action.fin.libelle})")


def _tell_etape(rang: int, etape: EtapeSuivie, ou: str) -> Incoherence:
    return Incoherence(
        "etapes",
        f"L’étape {rang}, « {etape.titre} », est prévue pour {_name(etape)}, {ou}.",
        "Corrigez la date de l’étape, ou celles de l’action.",
    )


def _name(etape: EtapeSuivie) -> str:
    return etape.fin.libelle if etape.fin else ""


def _end(etape: EtapeSuivie) -> date:
    return etape.fin.fin if etape.fin else date.max
