"""What organisations keep of a person: handed over, erased, and what holds an erasure back."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from spaser.web.comptes.donnees_personnelles import MACHINE, Dispense, Modele, Part
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import (
    Appartenance,
    CollegueEssai,
    DemandeAdhesion,
    Espace,
    Invitation,
    Organisation,
    QuestionAnnuaire,
    RoleProgramme,
)
from spaser.web.organisations.services.membres import is_last_administration
from spaser.web.organisations.services.programme import is_last_guardian
from spaser.web.recherche.models import Entree, Generation


def export_organisations(utilisateur: Utilisateur) -> dict[str, Any]:
    return {
        "appartenances": [_write_appartenance(a) for a in _appartenances(utilisateur)],
        "demandes": [
            {
                "siren": d.organisation.siren,
                "role_souhaite": d.role_souhaite,
                "message": d.message,
                "etat": d.etat,
                "envoyee_le": d.creee_le.isoformat(),
                "motif": d.motif,
            }
            for d in DemandeAdhesion.objects.filter(utilisateur=utilisateur).select_related(
                "organisation"
            )
        ],
        "invitations_recues": [
            {"siren": i.organisation.siren, "role": i.role, "envoyee_le": i.envoyee_le.isoformat()}
            for i in _invitations(utilisateur).select_related("organisation")
        ],
        "espaces_essai": [
            {"siren": e.siren, "nom": e.nom, "cree_le": e.cree_le.isoformat()}
            for e in Espace.objects.filter(proprietaire=utilisateur)
        ],
        "essais_partages": [
            {"siren": c.espace.siren, "nom": c.espace.nom, "invite_le": c.invite_le.isoformat()}
            for c in _essais_partages(utilisateur)
        ],
        "roles_programme": [
            {"role": r.role, "depuis": r.depuis.isoformat()}
            for r in RoleProgramme.objects.filter(utilisateur=utilisateur)
        ],
    }


def list_empechements(utilisateur: Utilisateur) -> list[str]:
    """Refuse to erase the only administrator of an organisation, or of the programme."""
    raisons = [
        f"Vous êtes la seule personne qui administre {a.organisation.nom} : donnez d’abord le rôle "
        "Administration à une autre personne, ou quittez l’organisation si vous y êtes la seule."
        for a in _appartenances(utilisateur)
        if is_last_administration(a)
    ]
    if any(is_last_guardian(tenu) for tenu in utilisateur.roles_programme.all()):
        raisons.append(
            "Vous êtes la seule personne qui peut gérer l’équipe du programme : donnez d’abord "
            "votre rôle à une autre."
        )
    return raisons


def _appartenances(utilisateur: Utilisateur) -> QuerySet[Appartenance]:
    return Appartenance.objects.filter(utilisateur=utilisateur).select_related("organisation")


def _invitations(utilisateur: Utilisateur) -> QuerySet[Invitation]:
    return Invitation.objects.filter(courriel=utilisateur.courriel)


def _essais_partages(utilisateur: Utilisateur) -> QuerySet[CollegueEssai]:
    siens = CollegueEssai.objects.filter(utilisateur=utilisateur)
    invites = CollegueEssai.objects.filter(courriel=utilisateur.courriel)
    return (siens | invites).select_related("espace")


def _write_appartenance(appartenance: Appartenance) -> dict[str, Any]:
    return {
        "siren": appartenance.organisation.siren,
        "organisation": appartenance.organisation.nom,
        "role": appartenance.role,
        "etat": appartenance.etat,
        "verification": appartenance.verification,
        "depuis": appartenance.depuis.isoformat(),
    }


PART: Final = Part(
    "organisations",
    exporte=export_organisations,
    reste="Ce que vous avez remis à une organisation lui reste.",
)
_ORGANISATION: Final = "It is the organisation’s, that has people before it has a space."

MODELES: Final = (
    *(Modele(table, hors_espace=MACHINE) for table in (Entree, Generation)),
    Modele(QuestionAnnuaire, hors_espace="It says of firms and bodies what anybody reads."),
    Modele(Organisation, hors_espace=_ORGANISATION),
    Modele(
        Appartenance,
        export="organisations.appartenances",
        efface=("utilisateur",),
        hors_espace=_ORGANISATION,
    ),
    Modele(
        DemandeAdhesion,
        export="organisations.demandes",
        efface=("utilisateur",),
        hors_espace=_ORGANISATION,
    ),
    Modele(
        Invitation,
        export="organisations.invitations_recues",
        efface=("courriel",),
        hors_espace=_ORGANISATION,
    ),
    Modele(
        Espace,
        gestes=Dispense("It begins with the space, or is told where one joins and leaves."),
        export="organisations.espaces_essai",
        efface=("proprietaire",),
    ),
    Modele(
        CollegueEssai,
        gestes=Dispense("The journal tells the invitation and the arrival with the space."),
        export="organisations.essais_partages",
        efface=("utilisateur", "courriel"),
        finit="Who works in an organisation's space, its own members say.",
    ),
    Modele(
        RoleProgramme,
        export="organisations.roles_programme",
        efface=("utilisateur",),
        hors_espace="The programme has no space.",
    ),
)
