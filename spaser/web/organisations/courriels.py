"""What people of an organisation are told by mail: one template, the words are here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from spaser.metier.droits import Role
from spaser.web.organisations.models import (
    Appartenance,
    CollegueEssai,
    DemandeAdhesion,
    Destinataire,
    Invitation,
    Organisation,
    RoleProgramme,
)
from spaser.web.organisations.models.entrees import DUREE_INVITATION
from spaser.web.organisations.selectors import list_administrations, tell_garde
from spaser.web.socle.courriel import absolute_url, send_courriel

GABARIT: Final = "organisations/courriels/avis"


def tell_essai(collegue: CollegueEssai, jeton: str) -> None:
    """Tell somebody that a colleague asks her to work in a trial."""
    essai = collegue.espace
    qui = essai.proprietaire.nom_complet if essai.proprietaire else "Un collègue"
    _send(
        collegue.courriel,
        f"{essai.nom} : {qui} vous invite dans son espace d’essai",
        [
            f"{qui} prépare le SPASER de {essai.nom} dans un espace d’essai, et vous y invite.",
            "Vous verrez tout ce qu’il contient et pourrez y travailler.",
            essai.mention,
        ],
        (reverse("organisations:rejoindre_essai", args=[jeton]), "Voir l’invitation"),
    )


def tell_demande(demande: DemandeAdhesion) -> None:
    """Tell those who may answer that somebody asks to come in."""
    organisation = demande.organisation
    qui = demande.utilisateur.nom_complet
    if demande.destinataire == Destinataire.ADMINISTRATION:
        destinataires = [a.utilisateur.courriel for a in list_administrations(organisation)]
    else:
        destinataires = _list_moderation()
    lignes = [
        (
            f"{qui} ({demande.utilisateur.courriel}) demande à rejoindre {organisation.nom}, "
            f"avec le rôle {Role(demande.role_souhaite).libelle}."
        ),
        "Acceptez seulement une personne que vous reconnaissez.",
    ]
    lien = reverse("organisations:demande", args=[organisation.siren, demande.pk])
    for adresse in destinataires:
        _send(
            adresse,
            f"{organisation.nom} : une demande d’adhésion attend votre réponse",
            lignes,
            (lien, "Répondre à la demande"),
        )


def tell_acceptee(appartenance: Appartenance) -> None:
    """Tell somebody that she is in."""
    nom = appartenance.organisation.nom
    _send(
        appartenance.utilisateur.courriel,
        f"{nom} : votre demande est acceptée",
        [
            f"Vous êtes membre de {nom}, avec le rôle {_role(appartenance)}.",
            *_list_garde(appartenance),
        ],
        (appartenance.organisation.get_absolute_url(), "Voir l’organisation"),
    )


def tell_refusee(demande: DemandeAdhesion) -> None:
    """Tell somebody that she is not in, and why."""
    nom = demande.organisation.nom
    _send(
        demande.utilisateur.courriel,
        f"{nom} : votre demande n’est pas acceptée",
        [
            f"Votre demande d’adhésion à {nom} n’est pas acceptée.",
            f"Motif : {demande.motif}",
            "Si c’est une erreur, parlez-en à vos collègues, puis refaites une demande.",
        ],
        (reverse("organisations:mes_organisations"), "Voir mes organisations"),
    )


def tell_arrivee(appartenance: Appartenance) -> None:
    """Tell those who manage that somebody came in on proof, to check afterwards."""
    organisation = appartenance.organisation
    qui = appartenance.utilisateur
    preuve = appartenance.get_verification_display()
    lien = reverse("organisations:membre", args=[organisation.siren, appartenance.pk])
    for administration in list_administrations(organisation):
        _send(
            administration.utilisateur.courriel,
            f"{organisation.nom} : {qui.nom_complet} a rejoint l’organisation",
            [
                (
                    f"{qui.nom_complet} ({qui.courriel}) est membre de {organisation.nom}, "
                    f"avec le rôle {_role(appartenance)}. Preuve : {preuve}."
                ),
                "Vous pouvez changer son rôle, ou lui retirer l’accès.",
            ],
            (lien, "Voir ce membre"),
        )


def tell_role(appartenance: Appartenance) -> None:
    """Tell a member her new role."""
    nom = appartenance.organisation.nom
    _send(
        appartenance.utilisateur.courriel,
        f"{nom} : votre rôle a changé",
        [f"Votre rôle dans {nom} est maintenant {_role(appartenance)}."],
        (appartenance.organisation.get_absolute_url(), "Voir l’organisation"),
    )


def tell_suspension(appartenance: Appartenance) -> None:
    """Tell a member that she has no access for now."""
    nom = appartenance.organisation.nom
    _send(
        appartenance.utilisateur.courriel,
        f"{nom} : votre accès est suspendu",
        [
            f"Une personne qui administre {nom} a suspendu votre accès.",
            "Adressez-vous à elle si vous n’en connaissez pas la raison.",
        ],
        (reverse("organisations:mes_organisations"), "Voir mes organisations"),
    )


def tell_reprise(appartenance: Appartenance) -> None:
    """Tell a member that she has her access back."""
    nom = appartenance.organisation.nom
    _send(
        appartenance.utilisateur.courriel,
        f"{nom} : votre accès est rétabli",
        [
            f"Vous avez de nouveau accès à {nom}, avec le rôle {_role(appartenance)}.",
            *_list_garde(appartenance),
        ],
        (appartenance.organisation.get_absolute_url(), "Voir l’organisation"),
    )


def tell_retrait(appartenance: Appartenance) -> None:
    """Tell somebody that she is out."""
    nom = appartenance.organisation.nom
    _send(
        appartenance.utilisateur.courriel,
        f"{nom} : vous n’êtes plus membre",
        [f"Une personne qui administre {nom} vous a retirée de ses membres."],
        (reverse("organisations:mes_organisations"), "Voir mes organisations"),
    )


def send_invitation(invitation: Invitation, jeton: str) -> None:
    """Send an invitation and its link."""
    nom = invitation.organisation.nom
    par = invitation.invitee_par.nom_complet if invitation.invitee_par else nom
    _send(
        invitation.courriel,
        f"{par} vous invite à rejoindre {nom} sur SPASER",
        [
            f"{par} vous invite à rejoindre {nom}, avec le rôle {Role(invitation.role).libelle}.",
            (
                f"Ce lien vaut {DUREE_INVITATION.days} jours, une seule fois, et seulement pour "
                "cette adresse électronique."
            ),
            "Si vous n’attendiez pas cette invitation, ne faites rien.",
        ],
        (reverse("organisations:invitation", args=[jeton]), "Voir l’invitation"),
    )


def tell_proposition(appartenance: Appartenance) -> None:
    """Ask somebody whether she will manage an organisation."""
    nom = appartenance.organisation.nom
    _send(
        appartenance.utilisateur.courriel,
        f"{nom} : acceptez-vous de l’administrer ?",
        [
            (
                f"Plus personne n’administre {nom} sur SPASER. L’équipe du programme vous propose "
                "de le faire."
            ),
            "Répondez depuis la page de vos organisations.",
        ],
        (reverse("organisations:mes_organisations"), "Répondre"),
    )


def tell_orpheline(organisation: Organisation) -> None:
    """Tell the programme that nobody manages an organisation any more."""
    lien = reverse("organisations:programme_organisation", args=[organisation.siren])
    for adresse in _list_moderation():
        _send(
            adresse,
            f"{organisation.nom} : plus personne ne l’administre",
            [f"La seule personne membre de {organisation.nom} l’a quittée."],
            (lien, "Voir l’organisation"),
        )


def tell_programme(tenu: RoleProgramme) -> None:
    """Tell somebody that she is of the programme's team."""
    _send(
        tenu.utilisateur.courriel,
        "Vous faites partie de l’équipe du programme SPASER",
        [
            f"Vous avez le rôle {Role(tenu.role).libelle}.",
            "Un second facteur de connexion vous sera demandé.",
        ],
        (reverse("organisations:programme"), "Voir la page de l’équipe"),
    )


def remind_seule(appartenance: Appartenance) -> None:
    """Ask the only administrator to name a second one."""
    organisation = appartenance.organisation
    _send(
        appartenance.utilisateur.courriel,
        f"{organisation.nom} : nommez une seconde personne pour l’administrer",
        [
            f"Vous êtes la seule personne qui administre {organisation.nom}.",
            (
                "En votre absence, personne ne peut accueillir un membre ni changer un rôle. "
                "Donnez le rôle Administration à une autre personne, ou invitez-en une."
            ),
        ],
        (reverse("organisations:membres", args=[organisation.siren]), "Voir les membres"),
    )


def remind_absence(appartenance: Appartenance) -> None:
    """Ask an administrator not seen for long whether she still manages."""
    organisation = appartenance.organisation
    _send(
        appartenance.utilisateur.courriel,
        f"{organisation.nom} : l’administrez-vous toujours ?",
        [
            (
                f"Vous administrez {organisation.nom} et ne vous êtes pas connectée ou connecté "
                "depuis plusieurs mois."
            ),
            (
                "Si c’est toujours vous, connectez-vous une fois. Sinon, passez la main : après un "
                "an d’absence, l’équipe du programme peut nommer une autre personne."
            ),
        ],
        (organisation.get_absolute_url(), "Voir l’organisation"),
    )


def _list_garde(appartenance: Appartenance) -> list[str]:
    garde = tell_garde(appartenance.utilisateur, appartenance.organisation)
    return [garde] if garde else []


def _role(appartenance: Appartenance) -> str:
    return Role(appartenance.role).libelle


def _list_moderation() -> list[str]:
    moderation = RoleProgramme.objects.filter(
        role=Role.MODERATION.value, utilisateur__is_active=True
    )
    return list(moderation.values_list("utilisateur__courriel", flat=True))


def _send(adresse: str, sujet: str, lignes: Iterable[str], lien: tuple[str, str]) -> None:
    chemin, libelle = lien
    send_courriel(
        GABARIT,
        adresse,
        {
            "sujet_avis": sujet,
            "lignes": list(lignes),
            "lien": absolute_url(chemin),
            "libelle": libelle,
        },
    )
