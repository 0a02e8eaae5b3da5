"""Gives partners their links, and brings what they say to the discussion of the action."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from spaser.web.acteurs.models import Acteur
from spaser.web.commun.discussions import Sujet, list_collegues, receive_message
from spaser.web.commun.liens import make_partage
from spaser.web.commun.models import LienPartage
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import AccesPartenaire, Action
from spaser.web.plan.partenaires import PARTENAIRE


@transaction.atomic
def give_acces(
    espace: Espace, acteur: Acteur, duree: timedelta, auteur: Utilisateur
) -> AccesPartenaire:
    place = LienPartage._meta.get_field("pour").max_length  # noqa: SLF001 - Django's own name for it
    lien = make_partage(PARTENAIRE, espace, acteur.nom[:place], duree, auteur)
    return AccesPartenaire.objects.create(lien=lien, acteur=acteur)


def send_message(acces: AccesPartenaire, action: Action, texte: str) -> None:
    """Bring what a partner says to the discussion of an action, and call who leads it.

    Where no member leads it, whoever gave the link is called.
    """
    espace = acces.lien.lieu
    membres = list_collegues(espace, AnonymousUser())
    appelables = (action.pilote_membre, acces.lien.cree_par)
    pour = next((membre for membre in appelables if membre in membres), None)
    sujet = Sujet(name_sujet(action), action.titre, action.get_absolute_url())
    receive_message(espace, sujet, texte, acces.acteur.nom, pour)


def name_sujet(action: Action) -> str:
    return f"plan:{action.pk}"
