"""A year of a space as plain values: what it follows, its plan, who answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q
from django.utils import timezone

from spaser.documents.francais import typographie
from spaser.metier.plan.modele import EtatAction
from spaser.metier.point_annuel.modele import (
    ActionPoint,
    CollecteFaite,
    ContenuPoint,
    LignePoint,
    tell_changements,
)
from spaser.metier.publication.modele import Expression, IndicateurAnnee, ResultatAnnee
from spaser.metier.reference import ReferenceChiffre
from spaser.web.cibles.collecte.selectors import CollecteLue, EtatFiche
from spaser.web.cibles.lecture import ValeurLue
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.selectors import SuiviAnnuel
from spaser.web.espace.perimetre import tell_etendue
from spaser.web.organisations.models import Espace
from spaser.web.plan.lecture import ActionLue
from spaser.web.plan.models import Action
from spaser.web.point_annuel.models import PointAnnuel

_DE_LA_MESURE: Final[Mapping[str, Expression]] = {
    "nombre": Expression.NOMBRE,
    "montant": Expression.VALEUR,
}


def read_indicateur(ligne: LigneSuivi, annee: int) -> IndicateurAnnee:
    """Return an indicator with its value of the year and its target."""
    visee, de_la_grille = ligne.vise.visee, ligne.vise.suivi.ligne
    return IndicateurAnnee(
        cle=ligne.vise.cle,
        code=ligne.code,
        nom=typographie(ligne.nom),
        legal=ligne.est_legal,
        unite=ligne.unite,
        cible=visee.cible_valeur,
        cible_annee=visee.cible_annee if ligne.est_visee else None,
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
        reserve=valeur.reserve or ligne.reserve,
        commentaire=valeur.commentaire,
    )


def _find_expression(valeur: ValeurLue) -> Expression:
    if not valeur.reference:
        return Expression.AUTRE
    mesure = ReferenceChiffre.parse(valeur.reference).mesure
    return _DE_LA_MESURE.get(mesure, Expression.AUTRE)


def gather_contenu(
    espace: Espace,
    suivi: SuiviAnnuel,
    collecte: CollecteLue | None,
    point: PointAnnuel | None,
    precedent: PointAnnuel | None,
) -> ContenuPoint:
    """Return what the review of a year says today; `precedent` is that of the year before."""
    annee, jour = suivi.annee, timezone.localdate()
    clos = precedent.read_contenu() if precedent and precedent.est_clos else None
    actions = tuple(_list_actions(espace, annee, jour))
    dits = point.commentaires if point else {}
    return ContenuPoint(
        siren=espace.siren,
        acheteur=espace.nom,
        annee=annee,
        jour=jour,
        lignes=tuple(
            _read_ligne(ligne, annee, clos, dits.get(ligne.vise.cle, "")) for ligne in suivi.lignes
        ),
        actions=actions,
        collecte=_sum_up(collecte),
        change=tell_changements(clos.actions, actions) if clos else (),
        precedent_le=timezone.localdate(precedent.clos_le)
        if precedent and precedent.clos_le
        else None,
        bilan=point.bilan.strip() if point else "",
        demandes=read_demandes(point.demandes) if point else (),
        perimetre=tell_etendue(espace),
    )


def read_demandes(texte: str) -> tuple[str, ...]:
    """Return what is asked of the assembly, a line each."""
    lignes = (" ".join(ligne.lstrip(" -–•*\t").split()) for ligne in texte.splitlines())
    return tuple(ligne for ligne in lignes if ligne)


def _read_ligne(
    ligne: LigneSuivi, annee: int, clos: ContenuPoint | None, commentaire: str
) -> LignePoint:
    valeur = ligne.valeur
    precedent, unite = _find_precedent(ligne, annee - 1, clos)
    return LignePoint(
        indicateur=read_indicateur(ligne, annee),
        etat=ligne.etat,
        raison=typographie(ligne.raison),
        attendu=ligne.attendu,
        ecart=ligne.ecart,
        precedent=precedent,
        precedent_unite=unite,
        nature=valeur.nature.libelle if valeur else "",
        releve_le=valeur.le if valeur else None,
        methode=typographie(ligne.vise.visee.explication),
        commentaire=commentaire,
    )


def _find_precedent(
    ligne: LigneSuivi, annee: int, clos: ContenuPoint | None
) -> tuple[Decimal | None, str]:
    """Return the value of the year before, and its unit: what its review froze, else as known.

    A figure of the site is compared with one counted on the same.
    """
    gelee = clos.find(ligne.vise.cle) if clos else None
    if gelee and gelee.resultat.valeur is not None:
        return gelee.resultat.valeur, gelee.indicateur.unite
    connue = ligne.gardees.get(annee) or (
        ligne.find_calculee(annee) if ligne.est_calculee else None
    )
    return (connue.valeur, connue.unite) if connue else (None, "")


def _list_actions(espace: Espace, annee: int, jour: date) -> Iterator[ActionPoint]:
    """Yield the actions of the plan, and those that left it with an edition in the year.

    What was over before the year is not told again.
    """
    dedans = Q(sortie=None) | Q(etat_depuis__year=annee)
    actions = Action.objects.presentes().filter(dedans, espace=espace)
    for action in actions.select_related("axe").prefetch_related("etapes"):
        finie = EtatAction(action.etat).est_finie
        if finie and action.etat_depuis and action.etat_depuis.year < annee:
            continue
        yield _read_action(ActionLue(action, jour))


def _read_action(lue: ActionLue) -> ActionPoint:
    action = lue.action
    return ActionPoint(
        code=action.code,
        titre=typographie(action.titre),
        axe=typographie(action.axe.titre) if action.axe else "",
        etat=lue.etat,
        depuis=action.etat_depuis,
        motif=typographie(action.motif),
        retard=typographie(lue.retard.raison) if lue.retard else "",
        avancement=lue.avancement,
        echeance=lue.suivie.fin.libelle if lue.suivie.fin else "",
        pilote=action.pilote_nom,
    )


def _sum_up(collecte: CollecteLue | None) -> CollecteFaite | None:
    if collecte is None or not collecte.fiches:
        return None
    rendues = sum(fiche.etat is EtatFiche.REPONDU for fiche in collecte.fiches)
    return CollecteFaite(demandees=len(collecte.fiches), rendues=rendues)
