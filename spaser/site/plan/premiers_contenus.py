"""What the demonstration's plans, targets and closed year owe to the day, or to a library."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from django.utils import timezone

from spaser.elements import add_mois
from spaser.regles import plan
from spaser.regles.considerations import ActionType, load_actions
from spaser.regles.nomenclatures import annee_montree
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions import services
from spaser.site.plan.actions.relais import describe_entree, list_etapes
from spaser.site.plan.cibles.collecte import start_collecte
from spaser.site.plan.cibles.lignes import list_vises
from spaser.site.plan.cibles.services import note_valeurs, save_visee
from spaser.site.plan.cibles.tournee import ask_tournee
from spaser.site.plan.models import actions
from spaser.site.plan.models.cibles import Valeur
from spaser.site.plan.point_annuel.services import (
    add_erratum_point,
    close,
    print_point,
    read_point,
    save_textes_point,
)

# --- A plan that begins this year ---


def begin_plan(espace: Espace, ans: int, auteur: Utilisateur) -> None:
    debut = date(timezone.localdate().year, 1, 1)
    fin = date(debut.year + ans, 12, 31)
    edition = f"SPASER {debut.year}-{fin.year}"
    services.save_plan(espace, {"edition": edition, "debut": debut, "fin": fin}, auteur, None)


class ActionFictive(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action of the library, as this buyer has it: its dates are months from today."""

    modele: str
    etat: plan.EtatAction
    pilote: str = ""
    debut: int | None = None
    fin: int | None = None
    faites: int = 0
    budget: Decimal | None = None
    motif: str = ""
    commentaire: str = ""
    contributeurs: tuple[str, ...] = ()


def add_actions(
    espace: Espace,
    siennes: tuple[ActionFictive, ...],
    auteur: Utilisateur,
    axe: actions.Axe | None = None,
    objectif: actions.Objectif | None = None,
) -> None:
    for action in siennes:
        modele = load_actions().find(action.modele)
        assert modele is not None  # noqa: S101 - a test reads the file
        champs = describe_entree(plan.make_entree(modele, None)) | {
            "axe": axe,
            "objectif": objectif,
            "etat": action.etat.value,
            "pilote_nom": action.pilote,
            "debut": _count(action.debut),
            "fin": _count(action.fin),
            "budget": action.budget,
            "motif": action.motif,
            "commentaire": action.commentaire,
            "origine": plan.OrigineAction.BIBLIOTHEQUE.value,
        }
        etapes = list(_date_etapes(modele, action))
        ajoutee = services.create_action(espace, champs, auteur, etapes)
        service = {"genre": plan.GenreContributeur.SERVICE.value, "membre": None, "acteur": None}
        for nom in action.contributeurs:
            services.add_contributeur(ajoutee, service | {"nom": nom}, auteur)


def _date_etapes(modele: ActionType, action: ActionFictive) -> Iterator[Mapping[str, Any]]:
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


# --- Targets, values of years that the site does not compute, a closed year ---


class Notee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    annee: int
    valeur: Decimal
    source: str


class Visee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cible: Decimal
    annee: int
    valeurs: tuple[Notee, ...] = ()


def set_cibles(espace: Espace, visees: Mapping[str, Visee], auteur: Utilisateur) -> None:
    """Say what is aimed at, by code of indicator."""
    for vise in list_vises(espace):
        if visee := visees.get(vise.suivi.code):
            champs = {"cible_valeur": visee.cible, "cible_annee": visee.annee}
            save_visee(espace, vise, champs, {}, auteur)
            if visee.valeurs:
                dites = map(msgspec.structs.asdict, visee.valeurs)
                note_valeurs(espace, [(vise, Valeur(**dite)) for dite in dites], auteur)


def begin_tournee(espace: Espace, adresse: str, obstacles: str, auteur: Utilisateur) -> None:
    """Ask the pilots of the last whole year at one address; the first of them has answered."""
    jour = timezone.localdate()
    collecte = start_collecte(espace, annee_montree(jour), jour + timedelta(days=10), auteur)
    ask_tournee(collecte, {str(f.pk): adresse for f in collecte.fiches.all()}, auteur)
    pilotes = [fiche for fiche in collecte.fiches.all() if fiche.actions]
    for pk in pilotes[0].actions if pilotes else ():
        pilotes[0].reponses.create(sur=pk, lue=1, etat="en_cours", obstacles=obstacles)
    collecte.fiches.filter(pk__in=[f.pk for f in pilotes[:1]]).update(repondue_le=timezone.now())


def close_annee(
    espace: Espace, textes: Mapping[str, str], valeur: Decimal, motif: str, auteur: Utilisateur
) -> None:
    """Close the last whole year, then correct a value of it."""
    annee = annee_montree(timezone.localdate())
    save_textes_point(espace, annee, textes, auteur)
    contenu = read_point(espace, annee).contenu
    if contenu.est_vide:  # neither contracts nor a plan at hand: it stays to be closed
        return
    point = close(espace, annee, print_point(contenu), auteur)
    ligne = (*contenu.inconnues, *reversed(contenu.legales))[0]
    add_erratum_point(point, ligne.indicateur.cle, valeur, motif, auteur)
