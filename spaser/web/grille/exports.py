"""The grid and its short list as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from spaser.documents.classeur import Onglet
from spaser.metier.grille.modele import TITRES, write_ligne
from spaser.metier.indicateurs import load_bibliotheque
from spaser.web.grille.models import LigneGrille

_LISTE: Final = (
    "Indicateur", "Code", "Dans la bibliothèque", "Rubrique", "Responsable", "Fréquence",
    "Source des données",
)  # fmt: skip


def list_onglets(lignes: Sequence[LigneGrille]) -> list[Onglet]:
    return [
        Onglet(
            "Grille",
            TITRES,
            [write_ligne(ligne.read(), load_bibliotheque().name(ligne.code)) for ligne in lignes],
            a_remplir=True,
        ),
        Onglet(
            "Indicateurs à suivre",
            _LISTE,
            [
                (
                    ligne.indicateur,
                    ligne.code,
                    load_bibliotheque().name(ligne.code),
                    ligne.get_rubrique_display(),
                    ligne.responsable,
                    ligne.get_frequence_display(),
                    ligne.source,
                )
                for ligne in lignes
                if ligne.retenu
            ],
        ),
    ]
