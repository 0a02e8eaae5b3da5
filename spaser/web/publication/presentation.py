"""The lines of a publication as pages show them, in words, each value with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spaser.documents.francais import typographie
from spaser.documents.publication.textes import (
    AUTRES,
    name_legales,
    tell_cible,
    tell_details,
    tell_doute,
    tell_ecart,
    tell_expression,
    tell_tendance,
    tell_valeur,
)
from spaser.metier.publication.modele import Contenu, LignePubliee, ResultatAnnee

type Preuve = Callable[[ResultatAnnee], str]


@dataclass(frozen=True)
class ResultatMontre:
    """A value of a year, what it was counted on, its gap to the target, where its proof is.

    `marque` says that its year is not whole in what was read.
    """

    annee: int
    texte: str
    marque: str
    details: list[str]
    ecart: str
    source: str
    preuve: str


@dataclass(frozen=True)
class LigneMontree:
    cle: str
    nom: str
    expression: str
    cible: str
    doute: str
    tendance: str
    commentaire: str
    resultats: list[ResultatMontre]


def show_lignes(contenu: Contenu, preuve: Preuve) -> list[tuple[str, list[LigneMontree]]]:
    """Return the lines in two tables, those of the law first; the second only if it has any."""
    groupes = ((name_legales(), contenu.legales), (AUTRES, contenu.autres))
    return [(titre, [_show(une, preuve) for une in lignes]) for titre, lignes in groupes if lignes]


def _show(ligne: LignePubliee, preuve: Preuve) -> LigneMontree:
    return LigneMontree(
        cle=ligne.cle,
        nom=ligne.nom,
        expression=tell_expression(ligne),
        cible=tell_cible(ligne),
        doute=tell_doute(ligne),
        tendance=tell_tendance(ligne),
        commentaire=ligne.commentaire,
        resultats=[
            ResultatMontre(
                annee=resultat.annee,
                texte=tell_valeur(ligne, resultat),
                marque=typographie(resultat.marque),
                details=tell_details(ligne, resultat),
                ecart=tell_ecart(ligne, resultat),
                source=resultat.source,
                preuve=preuve(resultat) if resultat.valeur is not None else "",
            )
            for resultat in ligne.resultats
        ],
    )
