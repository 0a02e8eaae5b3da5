"""The demonstration's plans: one half made, one whole; all of it fictitious."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.utils import timezone

from spaser.contenus.lecture import read_contenu
from spaser.grandeurs import add_mois
from spaser.metier.actions import ActionType, load_actions
from spaser.metier.plan.entree import Entree
from spaser.metier.plan.modele import EtatAction, GenreContributeur, OrigineAction
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.organisations.premiers_contenus import (
    find_departement,
    find_figurant,
    find_metropole,
)
from spaser.web.plan.models import Action, Axe, Objectif
from spaser.web.plan.services.actions import add_contributeur, create_action
from spaser.web.plan.services.entree import describe, list_etapes
from spaser.web.plan.services.structure import create_axe, create_objectif, save_plan

_FICHIER: Final = "demonstration/plans.json"
_ANS: Final = 4


class _Action(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action of the library, as this buyer has it: its dates are months from today."""

    modele: str
    etat: EtatAction
    pilote: str = ""
    debut: int | None = None
    fin: int | None = None
    faites: int = 0
    budget: Decimal | None = None
    motif: str = ""
    commentaire: str = ""
    contributeurs: tuple[str, ...] = ()


class _Objectif(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    titre: str
    actions: tuple[_Action, ...]


class _Axe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    titre: str
    texte: str
    objectifs: tuple[_Objectif, ...]


class _Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    axes: tuple[_Axe, ...]
    a_ranger: tuple[_Action, ...] = ()


def load_demonstration() -> None:
    """Give the metropolis half of a plan, and the département a whole one, once."""
    plans = read_contenu(_FICHIER, dict[str, _Plan])
    for espace, nom, compte in (
        (find_metropole(), "metropole", "redaction"),
        (find_departement(), "departement", "departement"),
    ):
        if espace and not Action.objects.filter(espace=espace).exists():
            _load(espace, plans[nom], find_figurant(compte))


def _load(espace: Espace, plan: _Plan, auteur: Utilisateur) -> None:
    debut = date(timezone.localdate().year, 1, 1)
    fin = date(debut.year + _ANS, 12, 31)
    edition = f"SPASER {debut.year}-{fin.year}"
    save_plan(espace, {"edition": edition, "debut": debut, "fin": fin}, auteur, None)
    for axe in plan.axes:
        ouvert = create_axe(espace, {"titre": axe.titre, "texte": axe.texte}, auteur)
        for objectif in axe.objectifs:
            champs = {"axe": ouvert, "titre": objectif.titre}
            dessous = create_objectif(espace, champs, auteur)
            for action in objectif.actions:
                _add(espace, action, auteur, ouvert, dessous)
    for action in plan.a_ranger:
        _add(espace, action, auteur)


def _add(
    espace: Espace,
    action: _Action,
    auteur: Utilisateur,
    axe: Axe | None = None,
    objectif: Objectif | None = None,
) -> None:
    modele = load_actions().find(action.modele)
    assert modele is not None  # noqa: S101 - a test reads the file
    entree = Entree(modele.code, modele.titre, "", modele, indicateurs=list(modele.indicateurs))
    champs = describe(entree) | {
        "axe": axe,
        "objectif": objectif,
        "etat": action.etat.value,
        "pilote_nom": action.pilote,
        "debut": _count(action.debut),
        "fin": _count(action.fin),
        "budget": action.budget,
        "motif": action.motif,
        "commentaire": action.commentaire,
        "origine": OrigineAction.BIBLIOTHEQUE.value,
    }
    ajoutee = create_action(espace, champs, auteur, list(_list_etapes(modele, action)))
    for nom in action.contributeurs:
        contributeur = {"genre": GenreContributeur.SERVICE.value, "membre": None, "acteur": None}
        add_contributeur(ajoutee, contributeur | {"nom": nom}, auteur)


def _list_etapes(modele: ActionType, action: _Action) -> Iterator[Mapping[str, Any]]:
    """Date the steps between the beginning and the end; the first ones are done."""
    etapes = list_etapes(modele)
    for rang, etape in enumerate(etapes, start=1):
        quand = None
        if action.debut is not None and action.fin is not None:
            quand = action.debut + (action.fin - action.debut) * rang // len(etapes)
        faite = timezone.localdate() if rang <= action.faites else None
        if faite and quand is not None:
            faite = min(faite, add_mois(faite, quand))
        yield {**etape, "fin": _count(quand), "faite_le": faite}


def _count(mois: int | None) -> str:
    return "" if mois is None else f"{add_mois(timezone.localdate().replace(day=1), mois):%Y-%m}"
