"""The cross-table as sheets of a workbook."""

from __future__ import annotations

from spaser.documents.classeur import Onglet
from spaser.metier.indicateurs import load_bibliotheque
from spaser.metier.politiques import Croisement


def list_onglets(croisement: Croisement) -> list[Onglet]:
    plans = sorted({p.nom for croise in croisement.themes for p in croise.politiques})
    return [
        Onglet(
            "Thèmes",
            ("Rubrique", "Thème", "Plans", "Objectifs", "Indicateurs", "État"),
            [
                (
                    croise.sous_theme.rubrique.libelle,
                    croise.sous_theme.libelle,
                    " ; ".join(p.nom for p in croise.politiques),
                    " ; ".join(objectif.texte for _, objectif in croise.objectifs),
                    " ; ".join(f"{i.code} {i.libelle}" for i in croise.indicateurs),
                    croise.etat.libelle,
                )
                for croise in croisement.themes
            ],
        ),
        Onglet(
            "Objectifs",
            ("Plan", "Objectif", "Thème", "Code", "Indicateur"),
            [
                (
                    politique.nom,
                    objectif.texte,
                    objectif.sous_theme.libelle if objectif.sous_theme else "",
                    objectif.indicateur,
                    load_bibliotheque().name(objectif.indicateur),
                )
                for politique, objectif in (
                    *(paire for croise in croisement.themes for paire in croise.objectifs),
                    *croisement.a_ranger,
                )
            ],
        ),
        Onglet(
            "Plans et thèmes",
            ("Thème", *plans),
            [
                (
                    croise.sous_theme.libelle,
                    *("x" if nom in {p.nom for p in croise.politiques} else "" for nom in plans),
                )
                for croise in croisement.themes
            ],
        ),
    ]
