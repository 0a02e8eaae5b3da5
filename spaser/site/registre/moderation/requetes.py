"""Claims of a sheet and reports of an error: sent by anyone, answered once by the team."""

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import format_date_courte
from spaser.regles.droits import MATRICE, Operation
from spaser.regles.nomenclatures import OrigineFiche
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.espaces import open_organisation
from spaser.site.organisations.models import Appartenance, Organisation
from spaser.site.recherche import services
from spaser.site.registre import models
from spaser.site.registre.courriels import find_deposant, tell_moderateurs
from spaser.site.registre.depot.champs_fiche import ChampSiren
from spaser.site.registre.documents import GENERATION
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte, Destinataire
from spaser.site.socle.formulaires import (
    FormPiegee,
    ask_choix,
    ask_courriel,
    ask_ligne,
    ask_message,
)
from spaser.site.socle.jetons import make_jeton
from spaser.site.socle.journal import record, record_on
from spaser.site.socle.models import EtatRequete, Requete, Sujet, tell_traitee


class RequeteRefusee(Exception):
    """A gesture that cannot be made; says why and what to do."""


@transaction.atomic
def claim_requete(fiche: models.Fiche, organisation: Organisation, auteur: Utilisateur) -> None:
    libre = models.Fiche.objects.filter(
        pk=fiche.pk, organisation=None, etat=models.EtatFiche.PUBLIEE
    )
    if not libre.update(organisation=organisation):
        raise RequeteRefusee("Une organisation tient déjà cette fiche, ou elle n’est plus publiée.")
    fiche.refresh_from_db()
    services.bump(GENERATION)
    record(
        "registre.revendiquee", auteur=auteur, objet=fiche, organisation_siren=organisation.siren
    )


@transaction.atomic
def ask_claim(
    fiche: models.Fiche, demandeur: Utilisateur, siren: str, message: str, maintenant: datetime
) -> models.Revendication:
    """Ask the team for a sheet; asking again while it waits changes nothing."""
    revendication, neuve = models.Revendication.objects.get_or_create(
        fiche=fiche,
        demandeur=demandeur,
        etat=EtatRequete.EN_ATTENTE,
        defaults={"siren": siren, "message": message, "creee_le": maintenant},
    )
    if neuve:
        record_on("revendication.envoi", revendication, demandeur, fiche=fiche.pk)
        tell_moderateurs(tell_revendication, revendication)
    return revendication


@transaction.atomic
def answer_claim(
    revendication: models.Revendication,
    etat: EtatRequete,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    """Give the sheet to the organisation of the SIREN, recorded if need be; or refuse it."""
    _answer(revendication, etat, auteur, maintenant, reponse)
    fiche = revendication.fiche
    if etat == EtatRequete.REFUSEE:
        record_on("revendication.refus", revendication, auteur, fiche=fiche.pk)
        tell_refusee(revendication.demandeur, revendication)
        return
    organisation = open_organisation(
        revendication.siren, auteur=auteur, nom=fiche.structure, type_=fiche.type
    )
    claim_requete(fiche, organisation, auteur)
    record_on("revendication.acceptation", revendication, auteur, fiche=fiche.pk)
    tell_confiee(revendication.demandeur, revendication, organisation)


@transaction.atomic
def report(signalement: models.Signalement) -> None:
    signalement.save()
    record_on("signalement.envoi", signalement, fiche=signalement.fiche_id)
    tell_moderateurs(tell_signalement, signalement)


@transaction.atomic
def close_report(
    signalement: models.Signalement,
    etat: EtatRequete,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    _answer(signalement, etat, auteur, maintenant, reponse)
    record_on("signalement.cloture", signalement, auteur, fiche=signalement.fiche_id)
    tell_cloture(signalement.courriel, signalement)


def _answer(
    requete: Requete, etat: EtatRequete, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Answer once: the second of two people is told so."""
    if not requete.answer(etat, auteur, maintenant, reponse=reponse):
        raise RequeteRefusee("Une autre personne de l’équipe a déjà répondu à cette demande.")


# What people are told of them.


@courriel(make_avis("Fiche revendiquée", sujet=Sujet.EQUIPE, arret=tell_traitee))
def tell_revendication(revendication: models.Revendication) -> Contexte:
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
def tell_confiee(revendication: models.Revendication, organisation: Organisation) -> Contexte:
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
def tell_refusee(revendication: models.Revendication) -> Contexte:
    fiche = revendication.fiche
    return compose_avis(
        f"{fiche.structure} : votre demande n’est pas retenue",
        [
            f"L’équipe du programme ne vous a pas confié la fiche de {fiche.structure}.",
            f"Motif : {revendication.reponse}",
        ],
        (fiche.get_absolute_url(), "Voir la fiche"),
    )


@courriel(make_avis("Erreur signalée sur une fiche", sujet=Sujet.EQUIPE, arret=tell_traitee))
def tell_signalement(signalement: models.Signalement) -> Contexte:
    return compose_avis(
        f"Registre : {signalement.fiche.structure}, erreur signalée",
        [f"{signalement.get_nature_display()}.", signalement.message],
        (reverse("registre:moderation_signalement", args=[signalement.pk]), "Ouvrir la demande"),
    )


@courriel(make_avis("Réponse à une erreur signalée"))
def tell_cloture(signalement: models.Signalement) -> Contexte:
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


def due_fiches(maintenant: datetime) -> QuerySet[models.Fiche]:
    """Return the sheets that a buyer keeps or deposited, and nobody has looked at for a year."""
    il_y_a_un_an = maintenant - CHAQUE
    recents = models.RappelExactitude.objects.filter(
        fiche=OuterRef("pk"), envoye_le__gt=il_y_a_un_an
    )
    tenues = Q(origine=OrigineFiche.DEPOSE) | Q(organisation__isnull=False)
    vieilles = Q(confirmee_le=None) | Q(confirmee_le__lte=il_y_a_un_an)
    publiees = models.Fiche.objects.publiees().filter(
        tenues & vieilles, mise_a_jour_le__lte=il_y_a_un_an
    )
    return publiees.filter(~Exists(recents)).order_by("mise_a_jour_le", "pk")


def ask_exactitude(maintenant: datetime) -> int:
    """Write to the buyers whose turn has come; return how many sheets were asked about."""
    demandees = 0
    for fiche in due_fiches(maintenant)[:LOT]:
        adresses = list_destinataires(fiche)
        models.RappelExactitude.objects.create(
            fiche=fiche, envoye_le=maintenant, destinataires=len(adresses)
        )
        for adresse in adresses:
            ask_confirmation(adresse, fiche)
        if adresses:
            demandees += 1
            record_on("registre.exactitude", fiche)
    return demandees


def list_destinataires(fiche: models.Fiche) -> list[Destinataire]:
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


def _is_confirmee(fiche: models.Fiche) -> str:
    if fiche.etat != models.EtatFiche.PUBLIEE:
        return "La fiche n’est plus publiée."
    recente = timezone.now() - CHAQUE
    derniere = max(filter(None, (fiche.confirmee_le, fiche.mise_a_jour_le)))
    return "La fiche a été confirmée ou corrigée." if derniere > recente else ""


@courriel(
    make_avis("Demande de confirmer une fiche", sujet=Sujet.DEPOTS, seul=True, arret=_is_confirmee)
)
def ask_confirmation(fiche: models.Fiche) -> Contexte:
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


# --- Forms of the team, and those by which readers and buyers reach it ---


_REPONSE_REQUISE: Final = "Écrivez ce qu’il faut corriger, ou pourquoi : la personne le recevra."


class FormVerdict(DsfrBaseForm):
    """An answer; a reason is asked for by the decisions that need one."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    reponse = ask_message(
        "Message",
        "Facultatif pour accepter ; demandé pour renvoyer, refuser ou retirer. La personne le "
        "reçoit par courriel.",
    )

    def require_reponse(self) -> bool:
        if self.cleaned_data.get("reponse", "").strip():
            return True
        self.add_error("reponse", _REPONSE_REQUISE)
        return False


class FormRetrait(DsfrBaseForm):
    """Why a sheet leaves the register; the public reads it."""

    motif = ask_message(
        "Motif du retrait", "Publié à l’adresse de la fiche.", "Donnez le motif du retrait."
    )


class FormRetour(DsfrBaseForm):
    """Why a sheet goes back to a former version; the public reads it among the versions."""

    depuis = forms.IntegerField(widget=forms.HiddenInput())
    motif = ask_ligne(
        "Pourquoi ?",
        200,
        "Dites en une phrase pourquoi la fiche revient en arrière.",
        aide="En une phrase. Publié dans la liste des versions.",
    )


class FormRevendication(DsfrBaseForm):
    siren = ChampSiren("SIREN de votre organisation", requis="Donnez le SIREN de l’organisation.")
    message = ask_message(
        "Votre message",
        "Votre fonction, et comment l’équipe peut vérifier que la fiche est à vous.",
        "Dites en une phrase comment l’équipe peut vérifier.",
    )


class FormSignalement(FormPiegee, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = models.Signalement
        fields = ("nature", "message", "courriel")

    nature = ask_choix(
        "Ce qui ne va pas",
        models.NatureSignalement.choices,
        "Choisissez ce qui ne va pas.",
        {"invalid_choice": "Choisissez dans la liste."},
        widget=forms.RadioSelect(),
    )
    message = ask_message(
        "Précisions",
        "Ce qui est faux, ce qui serait juste, et si possible où on peut le lire.",
        "Décrivez l’erreur en une phrase.",
    )
    courriel = ask_courriel("Elle ne sert qu’à cela.")


class FormAvisRelecture(DsfrBaseForm):
    texte = ask_message(
        "Votre avis", "Pour l’équipe seulement : la personne qui dépose ne le lit pas."
    )
