"""Converts what the database keeps to what the reader of extracts takes, and back."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from spaser.donnees.depenses.colonnes import CorrespondanceExtrait, Memoire, TableTrouvee
from spaser.donnees.depenses.decisions import (
    ChoixTiers,
    Decision,
    Decisions,
    Reclassement,
    TableChoix,
)
from spaser.donnees.depenses.modele import CompteRendu, EtatLigne
from spaser.web.depenses.models import ChoixGarde, CorrespondanceGardee, ReclassementGarde
from spaser.web.organisations.models import Espace


def load_memoire(espace: Espace) -> Memoire:
    gardees = CorrespondanceGardee.objects.filter(espace=espace).values_list("contenu", flat=True)
    return Memoire(
        correspondances=tuple(msgspec.convert(c, CorrespondanceExtrait) for c in gardees)
    )


def load_decisions(espace: Espace) -> Decisions:
    choix = [
        ChoixTiers(
            nom=c.nom_plie,
            code_postal=c.code_postal or None,
            decision=cast("Decision", c.decision),  # one of its choices
            identifiant=c.identifiant or None,
        )
        for c in ChoixGarde.objects.filter(espace=espace)
    ]
    reclasses = ReclassementGarde.objects.filter(espace=espace)
    return Decisions(
        choix=TableChoix(choix=tuple(choix)),
        comptes=tuple(_read(r) for r in reclasses if r.portee == "compte"),
        lignes=tuple(_read(r) for r in reclasses if r.portee == "ligne"),
    )


def write_plain(objet: object) -> Any:  # noqa: ANN401 - any plain value
    return msgspec.to_builtins(objet)


def read_apercus(brut: list[Any]) -> list[TableTrouvee]:
    return msgspec.convert(brut, list[TableTrouvee])


def read_compte_rendu(brut: Any) -> CompteRendu:  # noqa: ANN401 - JSON
    """Return what was read of a file, before any line is settled."""
    return msgspec.convert(brut, CompteRendu)


def _read(garde: ReclassementGarde) -> Reclassement:
    return Reclassement(garde.cle, EtatLigne(garde.sens))
