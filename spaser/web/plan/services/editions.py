"""Ends an edition of the plan: it is frozen, what goes on makes the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from spaser.metier.plan.modele import EtatAction
from spaser.web.commun.versions import take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.contenu import freeze_action
from spaser.web.plan.models import Action, Edition
from spaser.web.plan.selectors import list_completes
from spaser.web.plan.services.actions import save_action
from spaser.web.plan.services.numeros import hold_plan
from spaser.web.socle.journal import record


@dataclass(frozen=True)
class Suivante:
    titre: str
    champs: Mapping[str, Any]


@transaction.atomic
def close_edition(
    espace: Espace,
    bilan: str,
    abandons: Mapping[int, str],
    suivante: Suivante,
    auteur: Utilisateur,
    version: int | None = None,
) -> Edition:
    """Freeze the edition in force, then begin the next one with what goes on.

    VersionDepassee when it is no longer the one that was read: it is not frozen twice.

    `abandons` gives, by action, why it is dropped. What is finished or dropped goes out with the
    edition; the rest stays in the plan, under the same codes.
    """
    plan = hold_plan(espace)
    take_version(plan, plan.version if version is None else version)
    actions = list(list_completes(espace))
    _drop(actions, abandons, auteur)
    edition = Edition.objects.create(
        espace=espace,
        titre=plan.edition or "Plan d’actions",
        debut=plan.debut,
        fin=plan.fin,
        actions=[freeze_action(action, timezone.localdate()) for action in actions],
        bilan=bilan,
        arretee_par=auteur,
    )
    finies = [action.pk for action in actions if EtatAction(action.etat).est_finie]
    Action.objects.filter(pk__in=finies).update(sortie=edition)
    plan.edition = suivante.titre
    for nom, valeur in suivante.champs.items():
        setattr(plan, nom, valeur)
    plan.save()
    record(
        "plan.edition",
        auteur=auteur,
        objet=edition,
        espace=espace,
        details={"nom": edition.titre, "actions": len(actions), "sorties": len(finies)},
    )
    return edition


def _drop(actions: Sequence[Action], abandons: Mapping[int, str], auteur: Utilisateur) -> None:
    for action in actions:
        if action.pk in abandons and not EtatAction(action.etat).est_finie:
            champs = {"etat": EtatAction.ABANDONNEE.value, "motif": abandons[action.pk]}
            save_action(action, champs, auteur)
