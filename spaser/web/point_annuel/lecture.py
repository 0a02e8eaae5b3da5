"""A year of a space as plain values: what it follows, its plan, who answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils import timezone

from spaser.documents.francais import typographie
from spaser.metier.cibles.enonce import explain_cumul
from spaser.metier.point_annuel.modele import (
    CollecteFaite,
    ContenuPoint,
    Correction,
    LignePoint,
    hold_resultat,
    tell_changements,
)
from spaser.metier.publication.modele import Expression, IndicateurAnnee, ResultatAnnee
from spaser.metier.reference import ReferenceChiffre
from spaser.web.chiffres.situation import LigneSituation
from spaser.web.cibles.assise import find_assise, name_visee
from spaser.web.cibles.collecte.selectors import CollecteLue, EtatFiche
from spaser.web.cibles.lecture import ValeurLue, read_figure
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.selectors import SuiviAnnuel
from spaser.web.espace.perimetre import tell_etendue
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.actions import list_actions
from spaser.web.point_annuel.models import PointAnnuel

_DE_LA_MESURE: Final[Mapping[str, Expression]] = {
    "nombre": Expression.NOMBRE,
    "montant": Expression.VALEUR,
}


def read_indicateur(ligne: LigneSuivi, annee: int) -> IndicateurAnnee:
    visee, de_la_grille = ligne.vise.visee, ligne.vise.suivi.ligne
    base, origine = name_visee(visee)
    return IndicateurAnnee(
        cle=ligne.vise.cle,
        code=ligne.code,
        nom=typographie(ligne.nom),
        legal=ligne.est_legal,
        unite=ligne.unite,
        cible=visee.cible_valeur,
        cible_annee=visee.cible_annee if ligne.est_visee else None,
        precision=de_la_grille.objectif if de_la_grille else "",
        cible_base=base,
        cible_origine=origine,
        doute=explain_cumul(de_la_grille.objectif, ligne.code) if de_la_grille else "",
        resultat=_read_resultat(ligne, annee),
    )


def _read_resultat(ligne: LigneSuivi, annee: int) -> ResultatAnnee:
    valeur, assise = ligne.valeur, ligne.assise
    if valeur is None:
        return ResultatAnnee(
            annee=annee,
            absence=ligne.absence or "Rien n’est connu.",
            couverture=assise.couverture,
        )
    return replace(
        _read_valeur(valeur, annee),
        couverture=assise.couverture,
        considerations=assise.considerations,
        corriges=assise.corriges,
        marches=assise.marches,
        publie=_read_valeur(ligne.publie, annee) if ligne.publie else None,
    )


def _read_valeur(valeur: ValeurLue, annee: int) -> ResultatAnnee:
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
        reserve=valeur.reserve,
    )


def _find_expression(valeur: ValeurLue) -> Expression:
    if not valeur.reference:
        return Expression.AUTRE
    mesure = ReferenceChiffre.parse(valeur.reference).mesure
    return _DE_LA_MESURE.get(mesure, Expression.AUTRE)


@dataclass(frozen=True)
class AnneeAvant:
    """The year before: as its review froze it, once it is closed, and as it is known today."""

    suivi: SuiviAnnuel
    clos: ContenuPoint | None = None
    clos_le: date | None = None
    corrections: tuple[Correction, ...] = ()

    def find(self, ligne: LigneSuivi) -> tuple[ResultatAnnee | None, str]:
        """Return what holds of a line, and its unit: what was frozen or corrected, else as known.

        Of several figures of the site, the one that was counted as the year's own comes first;
        one that proves too little is not known, and says why.
        """
        gelee = self.clos.find(ligne.vise.cle) if self.clos else None
        if gelee and any(c.cle == ligne.vise.cle for c in self.corrections):
            return hold_resultat(gelee, self.corrections), gelee.indicateur.unite
        if gelee and gelee.resultat.valeur is not None:
            return gelee.resultat, gelee.indicateur.unite
        connue, annee = self.suivi.find(ligne.vise.cle), self.suivi.annee
        if connue is None:
            return None, ""
        valeur = connue.valeur
        if connue.est_calculee:
            valeur = self._find_pareille(ligne) or valeur
        if valeur and valeur.pk is None and valeur.reserve:
            return ResultatAnnee(annee=annee, absence=valeur.reserve), ligne.unite
        assise = find_assise(self.suivi.situation, self._find_lue(ligne), valeur, annee)
        return _read_resultat(replace(connue, valeur=valeur, assise=assise), annee), ligne.unite

    def _find_lue(self, ligne: LigneSuivi) -> LigneSituation | None:
        mesures = ligne.vise.suivi.mesures
        return self.suivi.situation.find(mesures[0]) if mesures else None

    def _find_pareille(self, ligne: LigneSuivi) -> ValeurLue | None:
        valeur, lue = ligne.valeur, self._find_lue(ligne)
        if lue is None or valeur is None:
            return None
        memes = (read_figure(une) for une in lue.figures if une.origine is valeur.origine)
        return next((une for une in memes if une.unite == valeur.unite), None)


def gather_contenu(
    espace: Espace,
    suivi: SuiviAnnuel,
    collecte: CollecteLue | None,
    point: PointAnnuel | None,
    avant: AnneeAvant,
) -> ContenuPoint:
    annee, jour = suivi.annee, timezone.localdate()
    actions = tuple(list_actions(espace, annee, jour))
    dits = point.commentaires if point else {}
    return ContenuPoint(
        siren=espace.siren,
        acheteur=espace.nom,
        annee=annee,
        jour=jour,
        lignes=tuple(
            _read_ligne(ligne, annee, avant, dits.get(ligne.vise.cle, "")) for ligne in suivi.lignes
        ),
        actions=actions,
        collecte=_sum_up(collecte),
        change=tell_changements(avant.clos.actions, actions) if avant.clos else (),
        precedent_le=avant.clos_le,
        bilan=point.bilan.strip() if point else "",
        demandes=read_demandes(point.demandes) if point else (),
        perimetre=tell_etendue(espace),
    )


def read_demandes(texte: str) -> tuple[str, ...]:
    lignes = (" ".join(ligne.lstrip(" -–•*\t").split()) for ligne in texte.splitlines())
    return tuple(ligne for ligne in lignes if ligne)


def _read_ligne(ligne: LigneSuivi, annee: int, avant: AnneeAvant, commentaire: str) -> LignePoint:
    valeur = ligne.valeur
    precedent, unite = avant.find(ligne)
    return LignePoint(
        indicateur=read_indicateur(ligne, annee),
        etat=ligne.etat,
        raison=typographie(ligne.raison),
        attendu=ligne.attendu,
        precedent=precedent,
        precedent_unite=unite,
        nature=valeur.nature.libelle if valeur else "",
        releve_le=valeur.le if valeur else None,
        methode=typographie(ligne.methode),
        commentaire=commentaire,
    )


def _sum_up(collecte: CollecteLue | None) -> CollecteFaite | None:
    if collecte is None or not collecte.fiches:
        return None
    rendues = sum(fiche.etat is EtatFiche.REPONDU for fiche in collecte.fiches)
    return CollecteFaite(demandees=len(collecte.fiches), rendues=rendues)
