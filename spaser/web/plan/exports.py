"""The plan as sheets of a workbook, that can be read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from spaser.documents.classeur import Onglet
from spaser.documents.tableur import Cellule, Euros
from spaser.metier.plan.colonnes import (
    TITRES,
    TITRES_SUIVI,
    ContenuAction,
    Nommer,
    write_action,
)
from spaser.web.organisations.models import Espace
from spaser.web.plan.contenu import make_nommer, read_contenu
from spaser.web.plan.lecture import ActionLue
from spaser.web.plan.models import Action
from spaser.web.plan.selectors import list_courtes

_LOT: Final = 200  # actions held at once


def list_onglets(actions: QuerySet[Action], name: Nommer, jour: date) -> list[Onglet]:
    """Return a plan, that can be read back, then how far each action is; a few rows are held."""
    return [
        Onglet(
            "Plan",
            TITRES,
            (write_ligne(read_contenu(action), name) for action in actions.iterator(_LOT)),
            a_remplir=True,
        ),
        Onglet(
            "Suivi",
            TITRES_SUIVI,
            (_follow(ActionLue(action, jour)) for action in actions.iterator(_LOT)),
        ),
    ]


def name_actions(espace: Espace) -> Nommer:
    titres = list_courtes(espace).order_by().values_list("code", "titre")
    return make_nommer(dict(titres))


def write_ligne(contenu: ContenuAction, name: Nommer) -> list[Cellule]:
    return [
        Euros(cellule) if isinstance(cellule, Decimal) else cellule
        for cellule in write_action(contenu, name)
    ]


def _follow(lue: ActionLue) -> tuple[Cellule, ...]:
    retard, progres = lue.retard, lue.progres
    return (
        lue.action.code,
        lue.action.titre,
        lue.etat.libelle,
        retard.raison if retard else "",
        retard.depuis if retard else None,
        progres.faites if progres and progres.total else None,
        progres.total if progres and progres.total else None,
    )
