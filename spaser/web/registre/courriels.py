"""The mails of the register: what depositors and the team are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from django.urls import reverse

from spaser.metier.droits import MATRICE, Operation
from spaser.web.organisations.models import RoleProgramme
from spaser.web.registre.models import Depot, EtatDepot, Fiche, FichierDepot
from spaser.web.socle.courriel import absolute_url, send_courriel

type Lien = tuple[str, str]  # a path of the site and its words

# How the register writes to somebody: one template, a subject, a few lines, a link or two.

GABARIT: Final = "registre/courriels/avis"


def send_avis(
    adresse: str, objet: str, lignes: Iterable[str], lien: Lien, second: Lien | None = None
) -> None:
    """Write to one person; nobody to write to is no mail."""
    if not adresse:
        return
    send_courriel(
        GABARIT,
        adresse,
        {
            "objet": objet,
            "lignes": [ligne for ligne in lignes if ligne],
            "lien": absolute_url(lien[0]),
            "libelle": lien[1],
            "second": (absolute_url(second[0]), second[1]) if second else None,
        },
    )


def list_moderateurs(operation: Operation) -> list[str]:
    """Return the addresses of those of the programme who may do that."""
    roles = [role.value for role in MATRICE[operation]]
    tenus = RoleProgramme.objects.filter(role__in=roles, utilisateur__is_active=True)
    return list(tenus.order_by("pk").values_list("utilisateur__courriel", flat=True).distinct())


# What depositors and the team are told of a deposit.


def send_lien(courriel: str, jeton: str, duree: str, *, en_cours: int) -> None:
    """Send a guest the link that proves she reads her address."""
    reprise = (
        f"Vous y retrouverez {'votre dépôt' if en_cours == 1 else f'vos {en_cours} dépôts'}."
        if en_cours
        else ""
    )
    send_avis(
        courriel,
        "Votre lien pour déposer un SPASER",
        [
            (
                "Quelqu’un, sans doute vous, a donné cette adresse pour déposer un SPASER dans le "
                "registre."
            ),
            reprise,
            f"Ce lien vaut {duree} et ne sert qu’une fois. Vous pourrez en demander un autre.",
            "Si vous n’avez rien demandé, oubliez ce message.",
        ],
        (reverse("registre:deposer_lien", args=[jeton]), "Ouvrir mes dépôts"),
    )


def tell_recu(depot: Depot) -> None:
    """Tell the depositor that the team has it."""
    _tell(
        depot,
        f"{depot.nom} : votre dépôt est bien arrivé",
        [
            (
                f"Votre dépôt pour {depot.nom} est bien arrivé. L’équipe du programme le relit "
                "avant de le publier."
            ),
            (
                "Vous recevrez sa réponse par courriel : publication, demande de précisions ou "
                "refus motivé."
            ),
        ],
    )


def tell_publie(depot: Depot) -> None:
    """Tell the depositor that it is public."""
    send_avis(
        locate_depot(depot),
        f"{depot.nom} : votre SPASER est publié",
        [
            f"La fiche de {depot.nom} est publiée dans le registre.",
            (
                "L’équipe du programme la relit dans les jours qui viennent et vous écrit si "
                "elle a une question."
            ),
        ],
        _lead_to_fiche(depot),
    )


def tell_equipe(depot: Depot) -> None:
    """Tell the team that something waits for it."""
    publie = depot.etat == EtatDepot.A_VERIFIER
    suite = "publié, à vérifier" if publie else "à relire avant publication"
    for adresse in list_moderateurs(Operation.MODERER_DEPOT):
        send_avis(
            adresse,
            f"Registre : {depot.nom}, dépôt {suite}",
            [
                f"{depot.get_nature_display()} pour {depot.nom} : {suite}.",
                f"Déposé par {name_deposant(depot)}.",
            ],
            (reverse("registre:moderation_depot", args=[depot.pk]), "Ouvrir le dépôt"),
        )


def tell_accepte(depot: Depot) -> None:
    """Tell the depositor that the team publishes it."""
    send_avis(
        locate_depot(depot),
        f"{depot.nom} : votre SPASER est publié",
        [
            f"L’équipe du programme a accepté votre dépôt : la fiche de {depot.nom} est publiée.",
            _quote(depot),
        ],
        _lead_to_fiche(depot),
    )


def tell_a_reprendre(depot: Depot) -> None:
    """Send the team's comments back."""
    _tell(
        depot,
        f"{depot.nom} : votre dépôt est à compléter",
        [
            "L’équipe du programme vous demande de reprendre votre dépôt.",
            _quote(depot),
            "Vos saisies sont gardées : corrigez ce qui est demandé, puis renvoyez le dépôt.",
        ],
    )


def tell_rejete(depot: Depot) -> None:
    """Say no, with the reason."""
    _tell(
        depot,
        f"{depot.nom} : votre dépôt n’est pas retenu",
        [f"L’équipe du programme n’a pas retenu votre dépôt pour {depot.nom}.", _quote(depot)],
    )


def tell_fichier_refuse(garde: FichierDepot) -> None:
    """Say which file was refused, and why."""
    depot, fichier = garde.depot, garde.fichier
    _tell(
        depot,
        f"{depot.nom} : un fichier est refusé",
        [
            f"Le contrôle a refusé « {fichier.nom} ». {fichier.raison}",
            "Ce fichier ne sera pas publié. Retirez-le de votre dépôt, ou remplacez-le.",
        ],
    )


def locate_depot(depot: Depot) -> str:
    """Return where to write to the depositor; empty once her account is closed."""
    if depot.auteur is not None:
        return depot.auteur.courriel if depot.auteur.is_active else ""
    return depot.courriel


def name_deposant(depot: Depot) -> str:
    """Say who deposits, for the team."""
    if depot.auteur is None:
        return f"une personne invitée ({depot.courriel})" if depot.courriel else "un compte effacé"
    if depot.organisation is None:
        return f"{depot.auteur.nom_complet} ({depot.auteur.courriel})"
    return f"{depot.auteur.nom_complet}, {depot.organisation.nom}"


def _quote(depot: Depot) -> str:
    return f"Message de l’équipe :\n{depot.reponse}" if depot.reponse else ""


def _tell(depot: Depot, objet: str, lignes: list[str]) -> None:
    send_avis(locate_depot(depot), objet, lignes, (depot.get_absolute_url(), "Voir mon dépôt"))


def _lead_to_fiche(depot: Depot) -> tuple[str, str]:
    fiche = cast("Fiche", depot.fiche)  # what is published has one
    return fiche.get_absolute_url(), "Voir la fiche"
