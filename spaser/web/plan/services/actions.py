"""Writes the actions of a plan, their steps, who takes part, what proves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.metier.plan.modele import GenreContributeur, NatureCode
from spaser.web.commun.outils import Sorte
from spaser.web.commun.versions import VersionDepassee, take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action, Contributeur, Etape, Preuve
from spaser.web.plan.services.numeros import find_rang, give_codes, hold_plan
from spaser.web.socle.fichiers import Envoi, keep_envoi
from spaser.web.socle.journal import record

ACTION: Final = Sorte("action", "Action du plan", Action, Operation.MODIFIER_PLAN)
_LIENS: Final = ("politiques", "attend")
_DITS: Final = ("etat", "debut", "fin", "titre", "saisi")  # told before and after in the journal


@transaction.atomic
def create_action(
    espace: Espace,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    etapes: Iterable[Mapping[str, Any]] = (),
) -> Action:
    propres, liens = _split(champs)
    action = Action(
        espace=espace,
        code=give_codes(espace, NatureCode.ACTION)[0],
        rang=find_rang(espace, NatureCode.ACTION),
        etat_depuis=timezone.localdate(),
        modifie_par=auteur,
    )
    _write(action, propres)
    action.save()
    _link(action, liens)
    save_etapes(action, etapes)
    _note("action.ajout", action, auteur)
    return action


@transaction.atomic
def save_action(
    action: Action, champs: Mapping[str, Any], auteur: Utilisateur, version: int | None = None
) -> None:
    """Change an action; VersionDepassee when it is no longer the one that was read, or left."""
    propres, liens = _split(champs)
    avant = {nom: getattr(action, nom) for nom in _DITS}
    pilote = (action.pilote_membre_id, action.pilote_nom)
    take_version(action, action.version if version is None else version)
    if action.ecarte_le:
        raise VersionDepassee
    etat = action.etat
    _write(action, propres)
    if action.etat != etat:
        action.etat_depuis = timezone.localdate()
    action.modifie_par = auteur
    action.save()
    _link(action, liens)
    apres = {nom: getattr(action, nom) for nom in _DITS}
    dits = {nom: [avant[nom], apres[nom]] for nom in _DITS if avant[nom] != apres[nom]}
    change_pilote = pilote != (action.pilote_membre_id, action.pilote_nom)
    _note(_name_geste(dits, pilote=change_pilote), action, auteur, change=dits)


@transaction.atomic
def move_action(action: Action, pas: int, auteur: Utilisateur) -> None:
    """Put an action before or after the one beside it, under the same objective of its axis."""
    hold_plan(action.espace)
    voisines = Action.objects.presentes().filter(
        espace=action.espace, axe=action.axe, objectif=action.objectif, sortie=None
    )
    rangees = list(voisines)
    ici = rangees.index(action)
    la = ici + pas
    if 0 <= la < len(rangees):
        rangees[ici], rangees[la] = rangees[la], rangees[ici]
        places = sorted(rangee.rang for rangee in rangees)
        changees = [
            paire for paire in zip(places, rangees, strict=True) if paire[0] != paire[1].rang
        ]
        for place, rangee in changees:
            Action.objects.filter(pk=rangee.pk).update(rang=place)
        _note("action.modification", action, auteur)


def save_etapes(action: Action, etapes: Iterable[Mapping[str, Any]]) -> None:
    """Write the steps of an action as given, in order; those that are not given go."""
    connues: dict[Any, Etape] = {etape.pk: etape for etape in action.etapes.all()}
    gardees = []
    for rang, champs in enumerate(etapes, start=1):
        etape = connues.get(champs.get("pk")) or Etape(action=action)
        etape.titre, etape.fin, etape.faite_le = champs["titre"], champs["fin"], champs["faite_le"]
        etape.rang = rang
        etape.save()
        gardees.append(etape.pk)
    action.etapes.exclude(pk__in=gardees).delete()


@transaction.atomic
def change_etapes(
    action: Action, etapes: Iterable[Mapping[str, Any]], auteur: Utilisateur, version: int
) -> None:
    """Write the steps of an action of the plan; VersionDepassee when it moved meanwhile."""
    take_version(action, version, ecarte_le=None)
    save_etapes(action, etapes)
    _note("action.etape", action, auteur)


@transaction.atomic
def mark_etape(etape: Etape, auteur: Utilisateur, jour: date | None) -> None:
    """Note the day a step was done, or that it is not; the same again changes nothing.

    It is a new version of the action: a page that writes its steps was read before.
    """
    if (etape.faite_le is None) != (jour is None):
        take_version(etape.action, etape.action.version, ecarte_le=None)
        etape.faite_le = jour
        etape.save()
        _note("action.etape", etape.action, auteur)


@transaction.atomic
def add_contributeur(action: Action, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    """Name somebody who takes part; the same one twice is once, with what was said last.

    She may be there twice already, when two were made one: the last row is the one that changes.
    """
    cles = {nom: champs.get(nom) for nom in ("genre", "membre", "acteur")}
    nom = champs.get("nom", "") if cles["genre"] == GenreContributeur.SERVICE else ""
    deja = Contributeur.objects.filter(action=action, nom=nom, **cles).last()
    contributeur = deja or Contributeur(action=action, nom=nom, **cles)
    contributeur.apport = champs.get("apport", "")
    contributeur.save()
    _note("action.contributeur", action, auteur)


@transaction.atomic
def add_preuve(
    action: Action, champs: Mapping[str, Any], auteur: Utilisateur, envoi: Envoi | None = None
) -> None:
    """Keep what shows that an action was done; its file, examined, waits in quarantine."""
    fichier = keep_envoi(envoi) if envoi else None
    Preuve.objects.create(action=action, ajoutee_par=auteur, fichier=fichier, **champs)
    _note("action.preuve", action, auteur)


@transaction.atomic
def remove_lien(lien: Contributeur | Preuve, auteur: Utilisateur) -> None:
    """Take a contributor or a proof off an action; a file that nothing names is swept later."""
    lien.delete()
    geste = "action.contributeur" if isinstance(lien, Contributeur) else "action.preuve"
    _note(geste, lien.action, auteur)


def _name_geste(dits: Mapping[str, Any], *, pilote: bool) -> str:
    if "etat" in dits:
        return "action.etat"
    return "action.pilote" if pilote and not dits else "action.modification"


def _split(champs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part the fields of the row from its links to others."""
    return (
        {nom: valeur for nom, valeur in champs.items() if nom not in _LIENS},
        {nom: valeur for nom, valeur in champs.items() if nom in _LIENS},
    )


def _write(action: Action, champs: Mapping[str, Any]) -> None:
    """Set the fields; an action of an objective is of its axis."""
    for nom, valeur in champs.items():
        setattr(action, nom, valeur)
    if action.objectif:
        action.axe = action.objectif.axe


def _link(action: Action, liens: Mapping[str, Any]) -> None:
    for nom, lignes in liens.items():
        getattr(action, nom).set(lignes)


def _note(geste: str, action: Action, auteur: Utilisateur, **details: Any) -> None:
    record(
        geste,
        auteur=auteur,
        objet=action,
        espace=action.espace,
        details={"nom": f"{action.code} {action.titre}", **details},
    )
