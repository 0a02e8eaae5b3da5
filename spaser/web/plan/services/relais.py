"""Passes the hand: what somebody led or followed goes to another member, or waits for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from spaser.lettres import fold_mots
from spaser.metier.droits import Role
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import list_lignes
from spaser.web.grille.services import save_ligne
from spaser.web.organisations.models import Appartenance, Espace
from spaser.web.organisations.services.membres import change_role
from spaser.web.plan.models import Action, Contributeur
from spaser.web.plan.selectors import list_actions
from spaser.web.plan.services.actions import save_action
from spaser.web.socle.journal import record

_QUI: Final = ("responsable", "referent")


@dataclass(frozen=True)
class Charge:
    """What somebody carries in a space: actions that she leads, others, indicators, a role."""

    actions: tuple[Action, ...]
    contributions: tuple[Contributeur, ...]
    indicateurs: tuple[LigneGrille, ...]
    appartenance: Appartenance | None

    @property
    def est_administration(self) -> bool:
        """Say whether she administers the organisation."""
        return bool(self.appartenance and self.appartenance.est_administration)

    @property
    def est_vide(self) -> bool:
        """Say whether there is nothing to hand over."""
        return not (
            self.actions or self.contributions or self.indicateurs or self.est_administration
        )


def read_charge(espace: Espace, membre: Utilisateur) -> Charge:
    """Return what a member carries; an action or an indicator may name her in words too."""
    nom = fold_mots(membre.nom_complet)
    actions = [
        action
        for action in list_actions(espace)
        if action.pilote_membre_id == membre.pk or _is_named(nom, action.pilote_nom)
    ]
    indicateurs = [
        ligne
        for ligne in list_lignes(espace)
        if any(_is_named(nom, getattr(ligne, champ)) for champ in _QUI)
    ]
    contributions = Contributeur.objects.filter(
        membre=membre, action__espace=espace, action__ecarte_le=None, action__sortie=None
    )
    sienne = Appartenance.objects.filter(
        utilisateur=membre, organisation=espace.organisation_id or 0
    ).select_related("organisation", "utilisateur")
    return Charge(
        tuple(actions),
        tuple(contributions.select_related("action")),
        tuple(indicateurs),
        sienne.first(),
    )


@transaction.atomic
def hand_over(
    espace: Espace,
    de: Utilisateur,
    vers: Utilisateur | None,
    auteur: Utilisateur,
    *,
    administration: bool = False,
) -> Charge:
    """Give all that a member carries to another, or to nobody yet; return what was given.

    The role is given when it is asked for; the one who leaves keeps hers until « Membres ».
    """
    charge = read_charge(espace, de)
    for action in charge.actions:
        save_action(action, {"pilote_membre": vers, "pilote_nom": ""}, auteur)
    _give_contributions(charge.contributions, vers)
    _give_indicateurs(espace, charge.indicateurs, de, vers, auteur)
    if administration and vers and charge.est_administration:
        _give_administration(espace, vers, auteur)
    record(
        "plan.relais",
        auteur=auteur,
        espace=espace,
        details={
            "de": de.pk,
            "vers": vers.pk if vers else None,
            "actions": len(charge.actions),
            "indicateurs": len(charge.indicateurs),
        },
    )
    return charge


def _give_contributions(contributions: Iterable[Contributeur], vers: Utilisateur | None) -> None:
    """Let the successor take part in her place; once where she did already."""
    for contribution in contributions:
        deja = contribution.action.contributeurs.filter(membre=vers).exists()
        if vers is None or deja:
            contribution.delete()
        else:
            contribution.membre = vers
            contribution.save(update_fields=["membre"])


def _give_indicateurs(
    espace: Espace,
    lignes: Iterable[LigneGrille],
    de: Utilisateur,
    vers: Utilisateur | None,
    auteur: Utilisateur,
) -> None:
    nom, suivant = fold_mots(de.nom_complet), vers.nom_complet if vers else ""
    for ligne in lignes:
        champs: Mapping[str, str] = {
            champ: suivant for champ in _QUI if _is_named(nom, getattr(ligne, champ))
        }
        save_ligne(espace, ligne, champs, auteur)


def _give_administration(espace: Espace, vers: Utilisateur, auteur: Utilisateur) -> None:
    sienne = Appartenance.objects.filter(
        utilisateur=vers, organisation=espace.organisation_id or 0
    ).select_related("organisation", "utilisateur")
    if appartenance := sienne.first():
        change_role(appartenance, Role.ADMINISTRATION, auteur)


def _is_named(nom: str, texte: str) -> bool:
    return bool(nom) and fold_mots(texte) == nom
