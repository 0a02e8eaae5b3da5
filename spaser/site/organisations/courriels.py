"""What people of an organisation are told by mail."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.regles.droits import Role
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations import models
from spaser.site.organisations.identite import list_administrations, tell_garde
from spaser.site.socle.courriels.envoi import Lien, compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.jetons import make_jeton
from spaser.site.socle.models import Sujet

USAGE: Final = "organisations.invitation"
USAGE_ESSAI: Final = "organisations.essai"


def _write(
    organisation: models.Organisation, objet: str, *lignes: str, lien: Lien | None = None
) -> Contexte:
    """Write about an organisation, whose name comes first; its page is linked by default."""
    objet = f"{organisation.nom} : {objet}"
    return compose_avis(
        objet, lignes, lien or (organisation.get_absolute_url(), "Voir l’organisation")
    )


def _lead(libelle: str, vue: str, *args: object) -> Lien:
    return reverse(f"organisations:{vue}", args=args), libelle


def _lead_chez_soi(libelle: str = "Voir mes organisations") -> Lien:
    return _lead(libelle, "mes_organisations")


# Invitations: the link is drawn when the mail leaves, and its days begin then.


def _is_essai_ferme(collegue: models.CollegueEssai) -> str:
    ferme = collegue.accepte_le or not collegue.espace.est_essai or collegue.espace.est_garde
    return "L’invitation a reçu une réponse, ou l’essai est fini." if ferme else ""


def _is_fermee(invitation: models.Invitation, envoi: str) -> str:
    if not invitation.est_ouverte:
        return "L’invitation a reçu une réponse, ou a été annulée."
    return "" if invitation.envoyee_le.isoformat() == envoi else "Une autre l’a remplacée."


@courriel(
    make_avis(
        "Invitation dans un essai",
        arret=_is_essai_ferme,
        espace=lambda collegue: collegue.espace_id,
    )
)
def tell_essai(collegue: models.CollegueEssai) -> Contexte:
    essai = collegue.espace
    qui = essai.proprietaire.nom_complet if essai.proprietaire else "Un collègue"
    jeton = make_jeton(USAGE_ESSAI, str(collegue.pk), models.DUREE_INVITATION)
    return compose_avis(
        f"{essai.nom} : {qui} vous invite dans son espace d’essai",
        [
            f"{qui} prépare le SPASER de {essai.nom} dans un espace d’essai, et vous y invite.",
            "Vous verrez tout ce qu’il contient et pourrez y travailler.",
            essai.mention,
        ],
        _lead("Voir l’invitation", "rejoindre_essai", jeton),
    )


@courriel(make_avis("Invitation dans une organisation", arret=_is_fermee))
def send_invitation(invitation: models.Invitation, envoi: str) -> Contexte:
    nom = invitation.organisation.nom
    par = invitation.invitee_par.nom_complet if invitation.invitee_par else nom
    jeton = make_jeton(USAGE, str(invitation.pk), models.DUREE_INVITATION)
    models.Invitation.objects.filter(pk=invitation.pk).update(
        expire_le=timezone.now() + models.DUREE_INVITATION
    )
    return compose_avis(
        f"{par} vous invite à rejoindre {nom} sur SPASER",
        [
            f"{par} vous invite à rejoindre {nom}, avec le rôle {invitation.get_role_display()}.",
            (
                f"Ce lien vaut {models.DUREE_INVITATION.days} jours, une seule fois, et seulement "
                "pour cette adresse électronique."
            ),
            "Si vous n’attendiez pas cette invitation, ne faites rien.",
        ],
        _lead("Voir l’invitation", "invitation", jeton),
    )


# Requests to join.


def _is_repondue(demande: models.DemandeAdhesion) -> str:
    return "" if demande.est_en_attente else "La demande a reçu une réponse, ou a été retirée."


def tell_demande(demande: models.DemandeAdhesion) -> None:
    """Tell those who may answer that somebody asks to come in."""
    if demande.destinataire == models.Destinataire.ADMINISTRATION:
        personnes = [a.utilisateur for a in list_administrations(demande.organisation)]
    else:
        personnes = _list_moderation()
    for personne in personnes:
        ask_reponse(personne, demande)


@courriel(make_avis("Demande d’adhésion à traiter", sujet=Sujet.COLLEGUES, arret=_is_repondue))
def ask_reponse(demande: models.DemandeAdhesion) -> Contexte:
    organisation, qui = demande.organisation, demande.utilisateur
    return _write(
        organisation,
        "une demande d’adhésion attend votre réponse",
        f"{qui.nom_complet} ({qui.courriel}) demande à rejoindre {organisation.nom}, "
        f"avec le rôle {demande.get_role_souhaite_display()}.",
        "Acceptez seulement une personne que vous reconnaissez.",
        lien=_lead("Répondre à la demande", "demande", organisation.siren, demande.pk),
    )


@courriel(make_avis("Demande d’adhésion refusée"))
def tell_refusee(demande: models.DemandeAdhesion) -> Contexte:
    return _write(
        demande.organisation,
        "votre demande n’est pas acceptée",
        f"Votre demande d’adhésion à {demande.organisation} n’est pas acceptée.",
        f"Motif : {demande.motif}",
        "Si c’est une erreur, parlez-en à vos collègues, puis refaites une demande.",
        lien=_lead_chez_soi(),
    )


# Members. What has changed again since is told by the later mail.


def _unless(etat: models.EtatAppartenance) -> Callable[[models.Appartenance], str]:
    def has_changed(appartenance: models.Appartenance) -> str:
        return "" if appartenance.etat == etat else "L’accès a changé depuis."

    return has_changed


_SI_ACTIVE: Final = _unless(models.EtatAppartenance.ACTIVE)


@courriel(make_avis("Demande d’adhésion acceptée", arret=_SI_ACTIVE))
def tell_acceptee(appartenance: models.Appartenance) -> Contexte:
    organisation, role = appartenance.organisation, appartenance.get_role_display()
    return _write(
        organisation,
        "votre demande est acceptée",
        f"Vous êtes membre de {organisation}, avec le rôle {role}.",
        tell_garde(appartenance.utilisateur, organisation),
    )


def tell_arrivee(appartenance: models.Appartenance) -> None:
    """Tell those who manage that somebody came in on proof, to check afterwards."""
    for administration in list_administrations(appartenance.organisation):
        tell_membre(administration.utilisateur, appartenance)


@courriel(make_avis("Arrivée d’un membre", sujet=Sujet.COLLEGUES, arret=_SI_ACTIVE))
def tell_membre(appartenance: models.Appartenance) -> Contexte:
    organisation, qui = appartenance.organisation, appartenance.utilisateur
    return _write(
        organisation,
        f"{qui.nom_complet} a rejoint l’organisation",
        f"{qui.nom_complet} ({qui.courriel}) est membre de {organisation}, avec le rôle "
        f"{appartenance.get_role_display()}. Preuve : {appartenance.get_verification_display()}.",
        "Vous pouvez changer son rôle, ou lui retirer l’accès.",
        lien=_lead("Voir ce membre", "membre", organisation.siren, appartenance.pk),
    )


@courriel(make_avis("Changement de rôle", arret=_SI_ACTIVE))
def tell_role(appartenance: models.Appartenance) -> Contexte:
    organisation, role = appartenance.organisation, appartenance.get_role_display()
    dit = f"Votre rôle dans {organisation} est maintenant {role}."
    return _write(organisation, "votre rôle a changé", dit)


@courriel(make_avis("Accès suspendu", arret=_unless(models.EtatAppartenance.SUSPENDUE)))
def tell_suspension(appartenance: models.Appartenance) -> Contexte:
    return _write(
        appartenance.organisation,
        "votre accès est suspendu",
        f"Une personne qui administre {appartenance.organisation} a suspendu votre accès.",
        "Adressez-vous à elle si vous n’en connaissez pas la raison.",
        lien=_lead_chez_soi(),
    )


@courriel(make_avis("Accès rétabli", arret=_SI_ACTIVE))
def tell_reprise(appartenance: models.Appartenance) -> Contexte:
    organisation, role = appartenance.organisation, appartenance.get_role_display()
    return _write(
        organisation,
        "votre accès est rétabli",
        f"Vous avez de nouveau accès à {organisation}, avec le rôle {role}.",
        tell_garde(appartenance.utilisateur, organisation),
    )


@courriel(make_avis("Membre retiré"))
def tell_retrait(organisation: models.Organisation) -> Contexte:
    dit = f"Une personne qui administre {organisation} vous a retirée de ses membres."
    return _write(organisation, "vous n’êtes plus membre", dit, lien=_lead_chez_soi())


@courriel(make_avis("Proposition d’administrer", arret=_unless(models.EtatAppartenance.PROPOSEE)))
def tell_proposition(appartenance: models.Appartenance) -> Contexte:
    return _write(
        appartenance.organisation,
        "acceptez-vous de l’administrer ?",
        f"Plus personne n’administre {appartenance.organisation} sur SPASER. L’équipe du programme "
        "vous propose de le faire.",
        "Répondez depuis la page de vos organisations.",
        lien=_lead_chez_soi("Répondre"),
    )


# The programme's team.


def tell_orpheline(organisation: models.Organisation) -> None:
    """Tell the programme that nobody manages an organisation any more."""
    for personne in _list_moderation():
        tell_depart(personne, organisation)


def _is_reprise(organisation: models.Organisation) -> str:
    reprise = list_administrations(organisation).exists()
    return "Une personne l’administre de nouveau." if reprise else ""


@courriel(
    make_avis("Organisation que personne n’administre", sujet=Sujet.EQUIPE, arret=_is_reprise)
)
def tell_depart(organisation: models.Organisation) -> Contexte:
    return _write(
        organisation,
        "plus personne ne l’administre",
        f"La seule personne membre de {organisation} l’a quittée.",
        lien=_lead("Voir l’organisation", "programme_organisation", organisation.siren),
    )


@courriel(make_avis("Arrivée dans l’équipe du programme"))
def tell_programme(tenu: models.RoleProgramme) -> Contexte:
    return compose_avis(
        "Vous faites partie de l’équipe du programme SPASER",
        [
            f"Vous avez le rôle {tenu.get_role_display()}.",
            "Un second facteur de connexion vous sera demandé.",
        ],
        _lead("Voir la page de l’équipe", "programme"),
    )


# Reminders.

_PLUS: Final = "Elle n’administre plus."


def _is_accompagnee(appartenance: models.Appartenance) -> str:
    administrent = {a.pk for a in list_administrations(appartenance.organisation)}
    if appartenance.pk not in administrent:
        return _PLUS
    return "Une autre personne administre maintenant." if len(administrent) > 1 else ""


def _is_revenue(appartenance: models.Appartenance, depuis: str = "") -> str:
    """Stop asking who has signed in since, or manages no more."""
    if not list_administrations(appartenance.organisation).filter(pk=appartenance.pk).exists():
        return _PLUS
    vue = appartenance.utilisateur.last_login
    revenue = depuis and vue and vue > datetime.fromisoformat(depuis)
    return "Elle s’est connectée depuis." if revenue else ""


@courriel(make_avis("Rappel à qui administre seul", sujet=Sujet.ECHEANCES, arret=_is_accompagnee))
def remind_seule(appartenance: models.Appartenance) -> Contexte:
    organisation = appartenance.organisation
    return _write(
        organisation,
        "nommez une seconde personne pour l’administrer",
        f"Vous êtes la seule personne qui administre {organisation}.",
        "En votre absence, personne ne peut accueillir un membre ni changer un rôle. Donnez le "
        "rôle Administration à une autre personne, ou invitez-en une.",
        lien=_lead("Voir les membres", "membres", organisation.siren),
    )


@courriel(make_avis("Rappel à qui administre et ne vient plus", arret=_is_revenue))
def remind_absence(appartenance: models.Appartenance, depuis: str = "") -> Contexte:
    """Ask an administrator not seen for long whether she still manages."""
    return _write(
        appartenance.organisation,
        "l’administrez-vous toujours ?",
        f"Vous administrez {appartenance.organisation} et ne vous êtes pas connectée ou connecté "
        "depuis plusieurs mois.",
        "Si c’est toujours vous, connectez-vous une fois. Sinon, passez la main : après un an "
        "d’absence, l’équipe du programme peut nommer une autre personne.",
    )


def _list_moderation() -> list[Utilisateur]:
    moderation = models.RoleProgramme.objects.filter(
        role=Role.MODERATION.value, utilisateur__is_active=True
    )
    return [tenu.utilisateur for tenu in moderation.select_related("utilisateur")]
