"""Keeps what readers say of a public page, tells the team and the buyer, and answers once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.acheteurs.models import Remarque
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.organisations.acces import list_moderateurs
from spaser.web.organisations.identite import Identite
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.selectors import list_administrations
from spaser.web.socle.journal import record
from spaser.web.socle.models import EtatRequete


@transaction.atomic
def send_remarque(
    identite: Identite, message: str, courriel: str, maintenant: datetime
) -> Remarque:
    """Keep a remark; the team reads it, and the buyer too when somebody manages it here."""
    remarque = Remarque.objects.create(
        siren=identite.siren,
        nom=identite.nom,
        message=message,
        courriel=courriel,
        creee_le=maintenant,
    )
    record("acheteur.remarque", objet=remarque, organisation_siren=identite.siren)
    for personne in list_moderateurs(Operation.MODERER_DEPOT):
        tell_equipe(personne, remarque)
    for personne in _list_administrateurs(identite.siren):
        tell_acheteur(personne, remarque)
    return remarque


@transaction.atomic
def answer_remarque(
    remarque: Remarque, reponse: str, auteur: Utilisateur, maintenant: datetime
) -> bool:
    """Answer once; False when somebody else of the team has already done so."""
    en_attente = Remarque.objects.filter(pk=remarque.pk, etat=EtatRequete.EN_ATTENTE)
    if not en_attente.update(
        etat=EtatRequete.ACCEPTEE, reponse=reponse, traitee_par=auteur, traitee_le=maintenant
    ):
        return False
    record("acheteur.reponse", auteur=auteur, objet=remarque, organisation_siren=remarque.siren)
    tell_reponse(remarque.courriel, remarque)
    return True


def _list_administrateurs(siren: str) -> list[Utilisateur]:
    organisation = Organisation.objects.filter(siren=siren).first()
    if organisation is None:
        return []
    return [a.utilisateur for a in list_administrations(organisation)]


# What people are told of a remark.


def _is_traitee(remarque: Remarque) -> str:
    return "" if remarque.est_en_attente else "L’équipe a déjà répondu."


def _name_objet(remarque: Remarque) -> str:
    return f"{remarque.nom} : une erreur est signalée sur sa page publique"


@courriel(make_avis("Erreur signalée sur une page publique", sujet=Sujet.EQUIPE, arret=_is_traitee))
def tell_equipe(remarque: Remarque) -> Contexte:
    lien = (reverse("acheteurs:remarques"), "Ouvrir les remarques")
    return compose_avis(_name_objet(remarque), [remarque.message], lien)


@courriel(make_avis("Erreur signalée à un acheteur", sujet=Sujet.DEPOTS, arret=_is_traitee))
def tell_acheteur(remarque: Remarque) -> Contexte:
    return compose_avis(
        _name_objet(remarque),
        [remarque.message, "L’équipe du programme l’a reçue aussi."],
        (reverse("acheteurs:acheteur", args=[remarque.siren]), "Voir la page publique"),
    )


@courriel(make_avis("Réponse à une remarque"))
def tell_reponse(remarque: Remarque) -> Contexte:
    return compose_avis(
        f"{remarque.nom} : réponse à votre remarque",
        [
            f"Vous avez signalé une erreur sur la page publique de {remarque.nom}.",
            remarque.reponse,
        ],
        (reverse("acheteurs:acheteur", args=[remarque.siren]), "Voir la page"),
    )
