"""Keeps what readers say of a public page, tells the team and the buyer, and answers once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.acheteurs.models import Remarque
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.identite import Identite
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.selectors import list_administrations
from spaser.web.registre.courriels import list_moderateurs, send_avis
from spaser.web.registre.models import EtatRequete
from spaser.web.socle.journal import record


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
    objet = f"{identite.nom} : une erreur est signalée sur sa page publique"
    equipe = (reverse("acheteurs:remarques"), "Ouvrir les remarques")
    for adresse in list_moderateurs(Operation.MODERER_DEPOT):
        send_avis(adresse, objet, [message], equipe)
    page = (reverse("acheteurs:acheteur", args=[identite.siren]), "Voir la page publique")
    for adresse in _list_administrateurs(identite.siren):
        send_avis(adresse, objet, [message, "L’équipe du programme l’a reçue aussi."], page)
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
    send_avis(
        remarque.courriel,
        f"{remarque.nom} : réponse à votre remarque",
        [f"Vous avez signalé une erreur sur la page publique de {remarque.nom}.", reponse],
        (reverse("acheteurs:acheteur", args=[remarque.siren]), "Voir la page"),
    )
    return True


def _list_administrateurs(siren: str) -> list[str]:
    organisation = Organisation.objects.filter(siren=siren).first()
    if organisation is None:
        return []
    return [a.utilisateur.courriel for a in list_administrations(organisation)]
