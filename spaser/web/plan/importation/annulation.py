"""Undoes an import in one act, as long as nothing of it was changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from spaser.metier.plan.lecture.comparaison import Ecart
from spaser.web.commun.corbeille import put_aside
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.importation.prevision import print_action
from spaser.web.plan.models import Action, Axe, ImportationPlan, Objectif
from spaser.web.plan.selectors import list_completes
from spaser.web.plan.services.actions import ACTION, save_action, save_etapes
from spaser.web.plan.services.numeros import hold_plan
from spaser.web.plan.services.structure import delete_rangee
from spaser.web.socle.journal import record

DUREE: Final = timedelta(days=30)
_CHAMPS: Final = (
    "titre axe_id objectif_id description resultat etat motif pilote_membre_id pilote_nom debut "
    "fin saisi commentaire familles temps moyens indicateurs obligations modele"
).split()


@dataclass(frozen=True)
class Refus:
    """Why an import cannot be undone: those of its actions that were changed since, or its age."""

    raison: str
    actions: tuple[str, ...] = ()


def note_avant(action: Action, ecarts: Iterable[Ecart]) -> dict[str, Any]:
    return {
        "changent": [ecart.nom for ecart in ecarts],
        "champs": {nom: getattr(action, nom) for nom in _CHAMPS},
        "budget": None if action.budget is None else str(action.budget),
        "etapes": [
            [e.pk, e.titre, e.fin, e.faite_le and e.faite_le.isoformat()]
            for e in action.etapes.all()
        ],
        **{
            nom: [lie.pk for lie in getattr(action, nom).all()]
            for nom in ("contributeurs", "preuves", "politiques", "attend")
        },
    }


def print_actions(espace: Espace, lesquelles: Collection[int]) -> dict[str, str]:
    """Return a mark of each action, to tell whether it was changed since."""
    actions = list_completes(espace).filter(pk__in=lesquelles)
    return {str(action.pk): print_action(action) for action in actions}


def is_recente(importation: ImportationPlan) -> bool:
    """Say whether an import was made, not undone, and kept what undoes it."""
    if importation.faite_le is None or importation.annulee_le or not importation.annulation:
        return False
    return importation.faite_le + DUREE >= timezone.now()


def find_refus(importation: ImportationPlan) -> Refus | None:
    if importation.faite_le is None or importation.annulee_le:
        return Refus("Cet import n’est pas à annuler.")
    if not is_recente(importation):
        return Refus("Un import s’annule pendant trente jours : ce délai est passé.")
    attendues: dict[str, str] = importation.annulation["empreintes"]
    trouvees = print_actions(importation.espace, list(map(int, attendues)))
    changees = [pk for pk, empreinte in attendues.items() if trouvees.get(pk) != empreinte]
    if not changees:
        return None
    noms = Action.objects.filter(pk__in=changees).values_list("code", "titre")
    raison = (
        "Des actions de cet import ont été modifiées ou supprimées depuis : l’annuler effacerait "
        "ce travail. Corrigez-les dans leur page, ou supprimez-les une à une."
    )
    return Refus(raison, tuple(f"{code} {titre}" for code, titre in noms))


@transaction.atomic
def undo_import(importation: ImportationPlan, auteur: Utilisateur) -> Refus | None:
    """Put the plan back as it was; what was added goes to the bin. Say why if it cannot be."""
    espace = importation.espace
    hold_plan(espace)
    tenue = ImportationPlan.objects.select_for_update().get(pk=importation.pk)
    if refus := find_refus(tenue):
        return refus
    restes: Mapping[str, Any] = tenue.annulation
    presentes = {str(a.pk): a for a in list_completes(espace).filter(pk__in=restes["avant"])}
    for pk, avant in restes["avant"].items():
        _restore(presentes[pk], avant, auteur)
    for action in Action.objects.filter(espace=espace, pk__in=restes["crees"]):
        put_aside(espace, ACTION, action, auteur)
    _remove_rangees(espace, restes["rangees"], auteur)
    tenue.annulation, tenue.annulee_le = {}, timezone.now()
    tenue.save()
    record("plan.annulation", auteur=auteur, espace=espace, details={"nom": tenue.nom})
    return None


def _restore(action: Action, avant: Mapping[str, Any], auteur: Utilisateur) -> None:
    champs = dict(avant["champs"])
    budget = avant["budget"]
    pilote = champs.pop("pilote_membre_id")
    champs["pilote_membre"] = Utilisateur.objects.filter(pk=pilote).first() if pilote else None
    champs["axe"] = Axe.objects.filter(pk=champs.pop("axe_id")).first()
    champs["objectif"] = Objectif.objects.filter(pk=champs.pop("objectif_id")).first()
    changent = set(avant["changent"])
    liens = {nom: avant[nom] for nom in ("politiques", "attend") if nom in changent}
    champs["budget"] = None if budget is None else Decimal(budget)
    save_action(action, champs | liens, auteur)
    if "etapes" in changent:
        save_etapes(action, map(_read_etape, avant["etapes"]))
    for nom in changent & {"contributeurs", "preuves"}:
        getattr(action, nom).exclude(pk__in=avant[nom]).delete()


def _read_etape(notee: list[Any]) -> dict[str, Any]:
    pk, titre, fin, faite = notee
    return {"pk": pk, "titre": titre, "fin": fin, "faite_le": faite and date.fromisoformat(faite)}


def _remove_rangees(espace: Espace, rangees: list[list[Any]], auteur: Utilisateur) -> None:
    """Take out the axes and objectives that the import added, unless something stands there now."""
    for genre, pk in reversed(rangees):
        rangee: Axe | Objectif | None
        if genre == "axe":
            rangee = Axe.objects.filter(espace=espace, pk=pk).first()
            garni = Objectif.objects.filter(axe=pk).exists()
        else:
            rangee, garni = Objectif.objects.filter(espace=espace, pk=pk).first(), False
        if rangee and not garni and not rangee.actions.presentes().exists() and rangee.version == 1:
            delete_rangee(rangee, auteur)
