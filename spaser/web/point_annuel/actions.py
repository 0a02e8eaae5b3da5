"""The actions of a plan as they stood on the last day of a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils import timezone

from spaser.documents.francais import typographie
from spaser.metier.plan.modele import EtatAction
from spaser.metier.point_annuel.modele import ActionPoint
from spaser.web.organisations.models import Espace
from spaser.web.plan.lecture import ActionLue
from spaser.web.plan.models import Action
from spaser.web.socle.models import Evenement

_PASSAGE: Final = "action.etat"


def list_actions(espace: Espace, annee: int, jour: date) -> Iterator[ActionPoint]:
    """Yield the actions as they stood when the year ended, or on `jour` while it lasts.

    One that changed later is as the journal knows it, else not over yet; what was over before the
    year is not told again.
    """
    fin = min(jour, date(annee, 12, 31))
    dedans = Q(sortie=None) | Q(etat_depuis__year__gte=annee)
    lues = Action.objects.presentes().filter(dedans, espace=espace).prefetch_related("etapes")
    actions = [action for action in lues if not _ended_before(action, annee)]
    changees = [action for action in actions if _changed_after(action, fin)]
    connus = _read_etats(changees, fin)
    for action in changees:
        _take_back(action, connus.get(action.pk, _guess_etat(action, fin)))
    for action in actions:
        _take_back_etapes(action, fin)
        yield _read_action(ActionLue(action, fin))


def _ended_before(action: Action, annee: int) -> bool:
    depuis = action.etat_depuis
    return EtatAction(action.etat).est_finie and depuis is not None and depuis.year < annee


def _changed_after(action: Action, fin: date) -> bool:
    return action.etat_depuis is not None and action.etat_depuis > fin


def _guess_etat(action: Action, fin: date) -> EtatAction:
    """Return where it may have stood, when the journal says nothing: not over, nor begun early."""
    etat = EtatAction(action.etat)
    if action.commence is not None and action.commence.debut > fin:
        return EtatAction.A_LANCER
    return EtatAction.EN_COURS if etat.est_finie else etat


def _read_etats(actions: Sequence[Action], fin: date) -> dict[int, EtatAction]:
    """Return the states that the journal tells on a day: what the first change since came from."""
    etats: dict[int, EtatAction] = {}
    if not actions:
        return etats
    inscrits = Evenement.objects.filter(
        geste=_PASSAGE,
        objet_type=Action._meta.label_lower,  # noqa: SLF001 - Django's own name for it
        objet_id__in=[str(action.pk) for action in actions],
    )
    for inscrit in inscrits.order_by("quand", "pk"):
        passage = inscrit.details.get("change", {}).get("etat")
        if passage and timezone.localdate(inscrit.quand) > fin:
            etats.setdefault(int(inscrit.objet_id), EtatAction(passage[0]))
    return etats


def _take_back(action: Action, etat: EtatAction) -> None:
    """Set an action, which is not saved, in the state where it stood."""
    action.etat, action.etat_depuis, action.motif, action.saisi = etat.value, None, "", None


def _take_back_etapes(action: Action, fin: date) -> None:
    """Undo, without saving, the steps that were done later."""
    for etape in action.etapes.all():
        if etape.faite_le and etape.faite_le > fin:
            etape.faite_le = None


def _read_action(lue: ActionLue) -> ActionPoint:
    action = lue.action
    return ActionPoint(
        code=action.code,
        titre=typographie(action.titre),
        etat=lue.etat,
        depuis=action.etat_depuis,
        motif=typographie(action.motif),
        retard=typographie(lue.retard.raison) if lue.retard else "",
        avancement=lue.avancement,
        echeance=lue.suivie.fin.libelle if lue.suivie.fin else "",
    )
