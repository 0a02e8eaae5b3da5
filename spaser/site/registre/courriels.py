"""The mails of the register: what depositors and the team are told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, cast

from django.urls import reverse

from spaser.documents.francais import format_date_courte
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.acces import list_moderateurs
from spaser.site.registre.models import Depot, EtatDepot, Fiche, FichierDepot, VersionFiche
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import SUR_LE_CHAMP, Contexte, Destinataire
from spaser.site.socle.jetons import make_jeton
from spaser.site.socle.models import Sujet

USAGE: Final = "depot"
DUREE_LIEN: Final = timedelta(hours=24)


@courriel(make_avis("Lien pour déposer sans compte", rang=SUR_LE_CHAMP))
def send_lien(adresse: str, en_cours: int) -> Contexte:
    reprise = (
        f"Vous y retrouverez {'votre dépôt' if en_cours == 1 else f'vos {en_cours} dépôts'}."
        if en_cours
        else ""
    )
    jeton = make_jeton(USAGE, adresse, DUREE_LIEN)
    return compose_avis(
        "Votre lien pour déposer un SPASER",
        [
            (
                "Quelqu’un, sans doute vous, a donné cette adresse pour déposer un SPASER dans le "
                "registre."
            ),
            reprise,
            "Ce lien vaut 24 heures et ne sert qu’une fois. Vous pourrez en demander un autre.",
            "Si vous n’avez rien demandé, oubliez ce message.",
        ],
        (reverse("registre:deposer_lien", args=[jeton]), "Ouvrir mes dépôts"),
    )


def _unless(*etats: EtatDepot) -> Callable[[Depot], str]:
    def has_moved(depot: Depot) -> str:
        return "" if depot.etat in etats else "Le dépôt a avancé depuis."

    return has_moved


@courriel(make_avis("Dépôt reçu", sujet=Sujet.DEPOTS, arret=_unless(EtatDepot.SOUMIS)))
def tell_recu(depot: Depot) -> Contexte:
    return _compose(
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


@courriel(make_avis("Dépôt publié", sujet=Sujet.DEPOTS))
def tell_publie(depot: Depot) -> Contexte:
    return compose_avis(
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


def tell_moderateurs(
    tell: Callable[..., object], *dits: object, sauf: Utilisateur | None = None
) -> None:
    """Write to each of those who read deposits, but who has just acted."""
    for personne in list_moderateurs(Operation.MODERER_DEPOT):
        if personne != sauf:
            tell(personne, *dits)


@courriel(
    make_avis(
        "Dépôt à relire",
        sujet=Sujet.EQUIPE,
        arret=_unless(EtatDepot.SOUMIS, EtatDepot.A_VERIFIER),
    )
)
def tell_depot(depot: Depot) -> Contexte:
    publie = depot.etat == EtatDepot.A_VERIFIER
    suite = "publié, à vérifier" if publie else "à relire avant publication"
    return compose_avis(
        f"Registre : {depot.nom}, dépôt {suite}",
        [
            f"{depot.get_nature_display()} pour {depot.nom} : {suite}.",
            f"Déposé par {name_deposant(depot)}.",
        ],
        (reverse("registre:moderation_depot", args=[depot.pk]), "Ouvrir le dépôt"),
    )


@courriel(make_avis("Dépôt accepté", sujet=Sujet.DEPOTS))
def tell_accepte(depot: Depot) -> Contexte:
    return compose_avis(
        f"{depot.nom} : votre SPASER est publié",
        [
            f"L’équipe du programme a accepté votre dépôt : la fiche de {depot.nom} est publiée.",
            _quote(depot),
        ],
        _lead_to_fiche(depot),
    )


@courriel(make_avis("Dépôt à compléter", sujet=Sujet.DEPOTS, arret=_unless(EtatDepot.A_REPRENDRE)))
def tell_a_reprendre(depot: Depot) -> Contexte:
    return _compose(
        depot,
        f"{depot.nom} : votre dépôt est à compléter",
        [
            "L’équipe du programme vous demande de reprendre votre dépôt.",
            _quote(depot),
            "Vos saisies sont gardées : corrigez ce qui est demandé, puis renvoyez le dépôt.",
        ],
    )


@courriel(make_avis("Dépôt non retenu", sujet=Sujet.DEPOTS))
def tell_rejete(depot: Depot) -> Contexte:
    return _compose(
        depot,
        f"{depot.nom} : votre dépôt n’est pas retenu",
        [f"L’équipe du programme n’a pas retenu votre dépôt pour {depot.nom}.", _quote(depot)],
    )


@courriel(make_avis("Fichier d’un dépôt refusé", sujet=Sujet.DEPOTS))
def tell_fichier_refuse(garde: FichierDepot) -> Contexte:
    depot, fichier = garde.depot, garde.fichier
    return _compose(
        depot,
        f"{depot.nom} : un fichier est refusé",
        [
            f"Le contrôle a refusé « {fichier.nom} ». {fichier.raison}",
            "Ce fichier ne sera pas publié. Retirez-le de votre dépôt, ou remplacez-le.",
        ],
    )


@courriel(make_avis("Retour d’une fiche à une version antérieure", sujet=Sujet.DEPOTS))
def tell_retour(version: VersionFiche, nouvelle: VersionFiche) -> Contexte:
    fiche = version.fiche
    motif = nouvelle.motif.partition("\u00a0: ")[2]
    return compose_avis(
        f"{fiche.structure}\u00a0: la fiche est revenue à une version antérieure",
        [
            (
                f"La fiche de {fiche.structure} dit de nouveau ce qu’elle disait le "
                f"{format_date_courte(version.date)} (version {version.numero})."
            ),
            f"Raison donnée\u00a0: {motif}",
            "Toutes les versions restent consultables.",
        ],
        (fiche.get_absolute_url(), "Voir la fiche"),
    )


def find_deposant(depot: Depot) -> Destinataire:
    """Return who to write to about a deposit; nobody once her account is closed."""
    if depot.auteur is not None:
        return depot.auteur if depot.auteur.is_active else ""
    return depot.courriel


def locate_depot(depot: Depot) -> str:
    """Return the address of the depositor; empty once her account is closed."""
    deposant = find_deposant(depot)
    return deposant if isinstance(deposant, str) else deposant.get_username()


def name_deposant(depot: Depot) -> str:
    if depot.auteur is None:
        return f"une personne invitée ({depot.courriel})" if depot.courriel else "un compte effacé"
    if depot.organisation is None:
        return f"{depot.auteur.nom_complet} ({depot.auteur.courriel})"
    return f"{depot.auteur.nom_complet}, {depot.organisation.nom}"


def _quote(depot: Depot) -> str:
    return f"Message de l’équipe :\n{depot.reponse}" if depot.reponse else ""


def _compose(depot: Depot, objet: str, lignes: list[str]) -> Contexte:
    return compose_avis(objet, lignes, (depot.get_absolute_url(), "Voir mon dépôt"))


def _lead_to_fiche(depot: Depot) -> tuple[str, str]:
    fiche = cast("Fiche", depot.fiche)  # what is published has one
    return fiche.get_absolute_url(), "Voir la fiche"
