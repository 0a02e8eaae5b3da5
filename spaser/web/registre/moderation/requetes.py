"""Claims of a sheet and reports of an error: sent by anyone, answered once by the team."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date_courte
from spaser.metier.droits import MATRICE, Operation
from spaser.metier.registre.nomenclatures import OrigineFiche
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import Destinataire, compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.organisations.acces import list_moderateurs
from spaser.web.organisations.models import Appartenance, Organisation
from spaser.web.organisations.services.creation import open_organisation
from spaser.web.recherche import services
from spaser.web.registre.courriels import find_deposant
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.models import (
    EtatFiche,
    Fiche,
    NatureSignalement,
    RappelExactitude,
    Revendication,
    Signalement,
)
from spaser.web.socle.jetons import make_jeton
from spaser.web.socle.journal import record
from spaser.web.socle.models import EtatRequete

type Requete = Revendication | Signalement

_TRAITEE: Final = "L’équipe a déjà répondu."


class RequeteRefusee(Exception):
    """A gesture that cannot be made; says why and what to do."""


@transaction.atomic
def claim_requete(fiche: Fiche, organisation: Organisation, auteur: Utilisateur) -> None:
    libre = Fiche.objects.filter(pk=fiche.pk, organisation=None, etat=EtatFiche.PUBLIEE)
    if not libre.update(organisation=organisation):
        raise RequeteRefusee("Une organisation tient déjà cette fiche, ou elle n’est plus publiée.")
    fiche.refresh_from_db()
    services.bump(GENERATION)
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
        for personne in list_moderateurs(Operation.MODERER_DEPOT):
            tell_revendication(personne, revendication)
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
    tell_confiee(revendication.demandeur, revendication, organisation)


@transaction.atomic
def refuse_claim(
    revendication: Revendication, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _answer(revendication, EtatRequete.REFUSEE, auteur, maintenant, reponse)
    _note("revendication.refus", revendication, auteur, revendication.siren)
    tell_refusee(revendication.demandeur, revendication)


@transaction.atomic
def report(
    fiche: Fiche,
    nature: NatureSignalement,
    message: str,
    courriel: str,
    maintenant: datetime,
) -> Signalement:
    signalement = Signalement.objects.create(
        fiche=fiche, nature=nature, message=message, courriel=courriel, creee_le=maintenant
    )
    _note("signalement.envoi", signalement, None, fiche.siren)
    for personne in list_moderateurs(Operation.MODERER_DEPOT):
        tell_signalement(personne, signalement)
    return signalement


@transaction.atomic
def close_report(
    signalement: Signalement,
    etat: EtatRequete,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    _answer(signalement, etat, auteur, maintenant, reponse)
    _note("signalement.cloture", signalement, auteur, signalement.fiche.siren)
    tell_cloture(signalement.courriel, signalement)


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


# What people are told of them.


def _is_traitee(revendication: Revendication) -> str:
    return "" if revendication.est_en_attente else _TRAITEE


def _is_traite(signalement: Signalement) -> str:
    return "" if signalement.est_en_attente else _TRAITEE


@courriel(make_avis("Fiche revendiquée", sujet=Sujet.EQUIPE, arret=_is_traitee))
def tell_revendication(revendication: Revendication) -> Contexte:
    demandeur, fiche = revendication.demandeur, revendication.fiche
    return compose_avis(
        f"Registre : {fiche.structure}, fiche revendiquée",
        [
            (
                f"{demandeur.nom_complet} ({demandeur.courriel}) demande à tenir la fiche de "
                f"{fiche.structure}, pour le SIREN {revendication.siren}."
            ),
            revendication.message,
        ],
        (
            reverse("registre:moderation_revendication", args=[revendication.pk]),
            "Ouvrir la demande",
        ),
    )


@courriel(make_avis("Fiche confiée", sujet=Sujet.DEPOTS))
def tell_confiee(revendication: Revendication, organisation: Organisation) -> Contexte:
    fiche = revendication.fiche
    return compose_avis(
        f"{fiche.structure} : la fiche est à vous",
        [
            f"La fiche de {fiche.structure} est maintenant tenue par {organisation.nom}.",
            (
                "Pour la mettre à jour, il faut être membre de cette organisation avec le droit de "
                "déposer."
            ),
            revendication.reponse,
        ],
        (reverse("registre:deposer_depuis", args=[fiche.pk]), "Mettre la fiche à jour"),
        (
            reverse("organisations:rejoindre_organisation", args=[organisation.siren]),
            "Rejoindre l’organisation",
        ),
    )


@courriel(make_avis("Fiche non confiée", sujet=Sujet.DEPOTS))
def tell_refusee(revendication: Revendication) -> Contexte:
    fiche = revendication.fiche
    return compose_avis(
        f"{fiche.structure} : votre demande n’est pas retenue",
        [
            f"L’équipe du programme ne vous a pas confié la fiche de {fiche.structure}.",
            f"Motif : {revendication.reponse}",
        ],
        (fiche.get_absolute_url(), "Voir la fiche"),
    )


@courriel(make_avis("Erreur signalée sur une fiche", sujet=Sujet.EQUIPE, arret=_is_traite))
def tell_signalement(signalement: Signalement) -> Contexte:
    return compose_avis(
        f"Registre : {signalement.fiche.structure}, erreur signalée",
        [f"{signalement.get_nature_display()}.", signalement.message],
        (reverse("registre:moderation_signalement", args=[signalement.pk]), "Ouvrir la demande"),
    )


@courriel(make_avis("Réponse à une erreur signalée"))
def tell_cloture(signalement: Signalement) -> Contexte:
    fiche = signalement.fiche
    return compose_avis(
        f"{fiche.structure} : merci de votre signalement",
        [
            f"Vous avez signalé une erreur dans la fiche de {fiche.structure}.",
            "L’équipe du programme en a tenu compte."
            if signalement.etat == EtatRequete.ACCEPTEE
            else "Après vérification, la fiche ne change pas.",
            signalement.reponse,
        ],
        (fiche.get_absolute_url(), "Voir la fiche"),
    )


# Once a year, each buyer is asked whether her sheet is still exact.

USAGE: Final = "registre.exactitude"
CHAQUE: Final = timedelta(days=365)
VALIDITE: Final = timedelta(days=60)
LOT: Final = 50  # a day: a whole register does not answer the same week


def due_fiches(maintenant: datetime) -> QuerySet[Fiche]:
    """Return the sheets that a buyer keeps or deposited, and nobody has looked at for a year."""
    il_y_a_un_an = maintenant - CHAQUE
    recents = RappelExactitude.objects.filter(fiche=OuterRef("pk"), envoye_le__gt=il_y_a_un_an)
    tenues = Q(origine=OrigineFiche.DEPOSE) | Q(organisation__isnull=False)
    vieilles = Q(confirmee_le=None) | Q(confirmee_le__lte=il_y_a_un_an)
    publiees = Fiche.objects.publiees().filter(tenues & vieilles, mise_a_jour_le__lte=il_y_a_un_an)
    return publiees.filter(~Exists(recents)).order_by("mise_a_jour_le", "pk")


def ask_exactitude(maintenant: datetime) -> int:
    """Write to the buyers whose turn has come; return how many sheets were asked about."""
    demandees = 0
    for fiche in due_fiches(maintenant)[:LOT]:
        adresses = list_destinataires(fiche)
        RappelExactitude.objects.create(
            fiche=fiche, envoye_le=maintenant, destinataires=len(adresses)
        )
        for adresse in adresses:
            ask_confirmation(adresse, fiche)
        if adresses:
            demandees += 1
            record("registre.exactitude", objet=fiche, organisation_siren=fiche.siren)
    return demandees


def list_destinataires(fiche: Fiche) -> list[Destinataire]:
    """Return who to write to: members who may answer, else the service, else who deposited."""
    roles = [role.value for role in MATRICE[Operation.CONFIRMER_FICHE]]
    membres = Appartenance.objects.actives().filter(
        organisation=fiche.organisation_id, role__in=roles
    )
    if trouves := membres.select_related("utilisateur").order_by("pk"):
        return [membre.utilisateur for membre in trouves]
    contact = fiche.spaser.contact
    if contact is not None and contact.courriel:
        return [contact.courriel]
    dernier = fiche.depots.select_related("auteur").order_by("-soumis_le").first()
    deposant = find_deposant(dernier) if dernier else ""
    return [deposant] if deposant else []


def _is_confirmee(fiche: Fiche) -> str:
    if fiche.etat != EtatFiche.PUBLIEE:
        return "La fiche n’est plus publiée."
    recente = timezone.now() - CHAQUE
    derniere = max(filter(None, (fiche.confirmee_le, fiche.mise_a_jour_le)))
    return "La fiche a été confirmée ou corrigée." if derniere > recente else ""


@courriel(
    make_avis("Demande de confirmer une fiche", sujet=Sujet.DEPOTS, seul=True, arret=_is_confirmee)
)
def ask_confirmation(fiche: Fiche) -> Contexte:
    """Ask whether a sheet is still exact; the link is drawn here."""
    jeton = make_jeton(USAGE, str(fiche.pk), VALIDITE)
    return compose_avis(
        f"{fiche.structure} : votre fiche est-elle toujours exacte ?",
        [
            (
                f"La fiche de {fiche.structure} dans le registre des SPASER n’a pas changé "
                f"depuis le {format_date_courte(fiche.mise_a_jour_le)}."
            ),
            "Si elle est toujours exacte, un clic suffit : la fiche dira qu’elle est confirmée.",
            f"Ce lien vaut {VALIDITE.days} jours.",
        ],
        (reverse("registre:confirmer", args=[jeton]), "Confirmer ou corriger la fiche"),
        (fiche.get_absolute_url(), "Relire la fiche"),
    )
