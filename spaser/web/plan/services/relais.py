"""Hands over what a member leads or follows to another member, or leaves it to nobody yet.

She may have left: what she carried is still there to hand over. A name in words that two members
share is given to neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from spaser.lettres import fold_mots
from spaser.metier.droits import Role
from spaser.metier.plan.modele import A_POURVOIR, TITRE_MAX, GenreContributeur
from spaser.web.commun.outils import Tenue, list_tenues
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import list_lignes
from spaser.web.grille.services import save_ligne
from spaser.web.organisations.models import Appartenance, Espace
from spaser.web.organisations.services.membres import change_role
from spaser.web.plan.models import Action, Contributeur
from spaser.web.plan.selectors import list_actions, list_membres
from spaser.web.plan.services.actions import save_action
from spaser.web.socle.journal import record

_QUI: Final = ("responsable", "referent")


@dataclass(frozen=True)
class Charge:
    """What somebody carries in a space: actions that she leads, others, indicators, a role.

    `tenues` is what other tools keep of it.
    """

    actions: tuple[Action, ...]
    contributions: tuple[Contributeur, ...]
    indicateurs: tuple[LigneGrille, ...]
    tenues: tuple[Tenue, ...]
    appartenance: Appartenance | None

    @property
    def est_administration(self) -> bool:
        return bool(self.appartenance and self.appartenance.est_administration)

    @property
    def est_vide(self) -> bool:
        portees = (self.actions, self.contributions, self.indicateurs, self.tenues)
        return not (any(portees) or self.est_administration)


def list_cedants(espace: Espace, membres: Sequence[Utilisateur]) -> list[Utilisateur]:
    """Return who may hand over: the members, then those who left and still carry something."""
    portees = {tenue.membre.pk for tenue in list_tenues(espace)}
    actions = list_actions(espace).filter(pilote_membre__isnull=False)
    portees |= set(actions.values_list("pilote_membre", flat=True))
    portees |= set(_list_contributions(espace).values_list("membre", flat=True))
    partis = Utilisateur.objects.filter(pk__in=portees).exclude(pk__in=[m.pk for m in membres])
    return [*membres, *partis.order_by("prenom", "nom", "pk")]


def read_charge(espace: Espace, membre: Utilisateur) -> Charge:
    """Return what a member carries; an action or an indicator may name her in words too."""
    nom = _find_nom(espace, membre)
    dits = list_actions(espace).order_by().values_list("pilote_nom", flat=True).distinct()
    siens = [dit for dit in dits if _is_named(nom, dit)]
    actions = list_actions(espace).filter(Q(pilote_membre=membre) | Q(pilote_nom__in=siens))
    indicateurs = [
        ligne
        for ligne in list_lignes(espace)
        if any(_is_named(nom, getattr(ligne, champ)) for champ in _QUI)
    ]
    contributions = _list_contributions(espace).filter(membre=membre)
    sienne = Appartenance.objects.filter(
        utilisateur=membre, organisation=espace.organisation_id or 0
    ).select_related("organisation", "utilisateur")
    return Charge(
        tuple(actions),
        tuple(contributions.select_related("action")),
        tuple(indicateurs),
        tuple(tenue for tenue in list_tenues(espace) if tenue.membre == membre),
        sienne.first(),
    )


def _list_contributions(espace: Espace) -> QuerySet[Contributeur]:
    return Contributeur.objects.filter(
        membre__isnull=False,
        action__espace=espace,
        action__ecarte_le=None,
        action__sortie=None,
    )


def _find_nom(espace: Espace, membre: Utilisateur) -> str:
    """Return the folded name of a member; nothing when another member bears it too."""
    nom = fold_mots(membre.nom_complet)
    autres = (autre for autre in list_membres(espace) if autre != membre)
    return "" if any(fold_mots(autre.nom_complet) == nom for autre in autres) else nom


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
    for tenue in charge.tenues:
        tenue.give(vers, auteur)
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
            "indicateurs": len(charge.indicateurs) + len(charge.tenues),
        },
    )
    return charge


def _give_contributions(contributions: Iterable[Contributeur], vers: Utilisateur | None) -> None:
    """Let the successor take part in her place, with what she brought; once where she did already.

    Two contributions that do not hold in one stay two. Without a successor, what she brought
    is still to be found.
    """
    for contribution in contributions:
        deja = contribution.action.contributeurs.filter(membre=vers).first() if vers else None
        if (deja and _join(deja, contribution)) or (vers is None and not contribution.apport):
            contribution.delete()
            continue
        champs: dict[str, Any] = {"membre": vers}
        if vers is None:
            champs |= {"genre": GenreContributeur.SERVICE.value, "nom": A_POURVOIR}
        Contributeur.objects.filter(pk=contribution.pk).update(**champs)


def _join(deja: Contributeur, autre: Contributeur) -> bool:
    """Add what another brings to a contribution; say whether it holds there."""
    apport = " ; ".join(dict.fromkeys(filter(None, (deja.apport, autre.apport))))
    if len(apport) > TITRE_MAX:
        return False
    deja.apport = apport
    deja.save(update_fields=["apport"])
    return True


def _give_indicateurs(
    espace: Espace,
    lignes: Iterable[LigneGrille],
    de: Utilisateur,
    vers: Utilisateur | None,
    auteur: Utilisateur,
) -> None:
    nom, suivant = _find_nom(espace, de), vers.nom_complet if vers else ""
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
