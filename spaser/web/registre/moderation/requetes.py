"""Claims of a sheet and reports of an error: sent by anyone, answered once by the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.services.creation import open_organisation
from spaser.web.recherche import generations
from spaser.web.registre.avis import list_moderateurs, send_avis
from spaser.web.registre.generation import GENERATION
from spaser.web.registre.models import (
    EtatFiche,
    EtatRequete,
    Fiche,
    NatureSignalement,
    Revendication,
    Signalement,
)
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from datetime import datetime

    from spaser.web.comptes.models import Utilisateur

    type Requete = Revendication | Signalement


class RequeteRefusee(Exception):
    """A gesture that cannot be made; says why and what to do."""


@transaction.atomic
def claim_requete(fiche: Fiche, organisation: Organisation, auteur: Utilisateur) -> None:
    """Let an organisation keep a published sheet that nobody keeps."""
    libre = Fiche.objects.filter(pk=fiche.pk, organisation=None, etat=EtatFiche.PUBLIEE)
    if not libre.update(organisation=organisation):
        raise RequeteRefusee("Une organisation tient déjà cette fiche, ou elle n’est plus publiée.")
    fiche.refresh_from_db()
    generations.bump(GENERATION)
    record(
        "registre.revendiquee",
        auteur=auteur,
        objet=fiche,
        organisation_siren=organisation.siren,
    )


@transaction.atomic
def ask_claim(
    fiche: Fiche, demandeur: Utilisateur, siren: str, message: str, maintenant: datetime
) -> Revendication:
    """Ask the team for a sheet; asking again while it waits changes nothing."""
    revendication, neuve = Revendication.objects.get_or_create(
        fiche=fiche,
        demandeur=demandeur,
        etat=EtatRequete.EN_ATTENTE,
        defaults={"siren": siren, "message": message, "creee_le": maintenant},
    )
    if neuve:
        _note("revendication.envoi", revendication, demandeur, siren)
        _tell_equipe(
            f"Registre : {fiche.structure}, fiche revendiquée",
            [
                (
                    f"{demandeur.nom_complet} ({demandeur.courriel}) demande à tenir la fiche de "
                    f"{fiche.structure}, pour le SIREN {siren}."
                ),
                message,
            ],
            reverse("registre:moderation_revendication", args=[revendication.pk]),
        )
    return revendication


@transaction.atomic
def accept_claim(
    revendication: Revendication, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Give the sheet to the organisation of the SIREN, recorded if need be."""
    _answer(revendication, EtatRequete.ACCEPTEE, auteur, maintenant, reponse)
    fiche = revendication.fiche
    organisation = open_organisation(
        revendication.siren, auteur=auteur, nom=fiche.structure, type_=fiche.type
    )
    claim_requete(fiche, organisation, auteur)
    _note("revendication.acceptation", revendication, auteur, revendication.siren)
    send_avis(
        revendication.demandeur.courriel,
        f"{fiche.structure} : la fiche est à vous",
        [
            f"La fiche de {fiche.structure} est maintenant tenue par {organisation.nom}.",
            (
                "Pour la mettre à jour, il faut être membre de cette organisation avec le droit de "
                "déposer."
            ),
            reponse,
        ],
        (reverse("registre:deposer_depuis", args=[fiche.pk]), "Mettre la fiche à jour"),
        (
            reverse("organisations:rejoindre_organisation", args=[organisation.siren]),
            "Rejoindre l’organisation",
        ),
    )


@transaction.atomic
def refuse_claim(
    revendication: Revendication, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Say no, with a reason."""
    _answer(revendication, EtatRequete.REFUSEE, auteur, maintenant, reponse)
    _note("revendication.refus", revendication, auteur, revendication.siren)
    fiche = revendication.fiche
    send_avis(
        revendication.demandeur.courriel,
        f"{fiche.structure} : votre demande n’est pas retenue",
        [
            f"L’équipe du programme ne vous a pas confié la fiche de {fiche.structure}.",
            f"Motif : {reponse}",
        ],
        (fiche.get_absolute_url(), "Voir la fiche"),
    )


@transaction.atomic
def report(
    fiche: Fiche,
    nature: NatureSignalement,
    message: str,
    courriel: str,
    maintenant: datetime,
) -> Signalement:
    """Keep what a reader finds wrong, and tell the team."""
    signalement = Signalement.objects.create(
        fiche=fiche, nature=nature, message=message, courriel=courriel, creee_le=maintenant
    )
    _note("signalement.envoi", signalement, None, fiche.siren)
    _tell_equipe(
        f"Registre : {fiche.structure}, erreur signalée",
        [f"{signalement.get_nature_display()}.", message],
        reverse("registre:moderation_signalement", args=[signalement.pk]),
    )
    return signalement


@transaction.atomic
def close_report(
    signalement: Signalement,
    etat: EtatRequete,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    """Close a report, answered to whoever left an address."""
    _answer(signalement, etat, auteur, maintenant, reponse)
    fiche = signalement.fiche
    _note("signalement.cloture", signalement, auteur, fiche.siren)
    corrige = etat == EtatRequete.ACCEPTEE
    send_avis(
        signalement.courriel,
        f"{fiche.structure} : merci de votre signalement",
        [
            f"Vous avez signalé une erreur dans la fiche de {fiche.structure}.",
            "L’équipe du programme en a tenu compte."
            if corrige
            else "Après vérification, la fiche ne change pas.",
            reponse,
        ],
        (fiche.get_absolute_url(), "Voir la fiche"),
    )


def _answer(
    requete: Requete, etat: EtatRequete, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Answer once: the second of two people is told so."""
    en_attente = type(requete).objects.filter(pk=requete.pk, etat=EtatRequete.EN_ATTENTE)
    if not en_attente.update(etat=etat, traitee_par=auteur, traitee_le=maintenant, reponse=reponse):
        raise RequeteRefusee("Une autre personne de l’équipe a déjà répondu à cette demande.")
    requete.refresh_from_db()


def _note(geste: str, objet: Requete, auteur: Utilisateur | None, siren: str) -> None:
    record(
        geste,
        auteur=auteur,
        objet=objet,
        organisation_siren=siren,
        details={"fiche": objet.fiche_id},
    )


def _tell_equipe(objet: str, lignes: list[str], chemin: str) -> None:
    for adresse in list_moderateurs(Operation.MODERER_DEPOT):
        send_avis(adresse, objet, lignes, (chemin, "Ouvrir la demande"))
