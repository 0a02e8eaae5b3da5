"""A year as it is published: from what the space follows, its values frozen or as known today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from spaser.documents.francais import typographie
from spaser.metier.perimetre import Origine
from spaser.metier.publication.modele import (
    AnneePubliee,
    Expression,
    IndicateurAnnee,
    ResultatAnnee,
)
from spaser.metier.reference import ReferenceChiffre
from spaser.web.cibles.lecture import ValeurLue
from spaser.web.cibles.selectors import LigneSuivi, read_suivis
from spaser.web.organisations.models import Espace

_DE_LA_MESURE: Final[Mapping[str, Expression]] = {
    "nombre": Expression.NOMBRE,
    "montant": Expression.VALEUR,
}


def read_annees(espace: Espace, annees: Sequence[int]) -> list[AnneePubliee]:
    """Return the years of a space as what it follows says of them."""
    suivis = zip(annees, read_suivis(espace, annees), strict=True)
    return [
        AnneePubliee(
            annee=annee,
            indicateurs=tuple(read_indicateur(ligne, annee) for ligne in suivi.lignes),
        )
        for annee, suivi in suivis
    ]


def read_indicateur(ligne: LigneSuivi, annee: int) -> IndicateurAnnee:
    """Return an indicator with its value of the year and its target."""
    cible, de_la_grille = ligne.cible, ligne.vise.suivi.ligne
    return IndicateurAnnee(
        cle=ligne.vise.cle,
        code=ligne.code,
        nom=typographie(ligne.nom),
        legal=ligne.est_legal,
        unite=ligne.unite,
        cible=cible.valeur if cible else None,
        cible_annee=cible.annee if cible else None,
        precision=de_la_grille.objectif if de_la_grille else "",
        resultat=_read_resultat(ligne, annee),
    )


def _read_resultat(ligne: LigneSuivi, annee: int) -> ResultatAnnee:
    valeur = ligne.valeur
    if valeur is None:
        return ResultatAnnee(annee=annee, absence=ligne.absence or "Rien n’est connu.")
    return ResultatAnnee(
        annee=annee,
        valeur=valeur.valeur,
        bas=valeur.bas,
        haut=valeur.haut,
        numerateur=valeur.numerateur,
        denominateur=valeur.denominateur,
        n=valeur.n,
        inconnus=valeur.inconnus,
        expression=_find_expression(valeur),
        origine=str(valeur.origine or ""),
        source=valeur.source or valeur.provenance,
        reference=valeur.reference,
        reserve=valeur.reserve or _tell_base(ligne, valeur),
        commentaire=valeur.commentaire,
    )


def _find_expression(valeur: ValeurLue) -> Expression:
    if not valeur.reference:
        return Expression.AUTRE
    mesure = ReferenceChiffre.parse(valeur.reference).mesure
    return _DE_LA_MESURE.get(mesure, Expression.AUTRE)


def _tell_base(ligne: LigneSuivi, valeur: ValeurLue) -> str:
    """Say why a target that was set on something else is not compared with a value."""
    base = ligne.vise.visee.base_origine
    if valeur.origine is None or not base or Origine(base) is valeur.origine:
        return ""
    return ligne.raison
