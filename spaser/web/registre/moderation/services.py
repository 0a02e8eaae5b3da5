"""The queue of deposits, and what is decided of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast

from django.db import transaction
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date_courte
from spaser.metier.droits import Operation
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte, PlusUtile
from spaser.web.courriels.sujets import Sujet
from spaser.web.organisations.acces import list_moderateurs
from spaser.web.registre import courriels
from spaser.web.registre.courriels import name_deposant
from spaser.web.registre.depot.envoi import PAR_EQUIPE, publish_depot
from spaser.web.registre.depot.services import change_etat
from spaser.web.registre.models import (
    Depot,
    EtatDepot,
    EtatFiche,
    EtatLien,
    LienFiche,
    Relecture,
    Revendication,
    SensRelecture,
    Signalement,
)
from spaser.web.registre.models.depot import A_TRAITER, ActeDepot
from spaser.web.registre.services import withdraw_fiche
from spaser.web.socle.journal import record
from spaser.web.socle.models import EtatRequete

DELAI: Final = timedelta(days=7)
ATTENTE_AVIS: Final = timedelta(days=3)
RAPPEL_MAX: Final = 20

# What waits for the team, the oldest first.


class File(StrEnum):
    A_RELIRE = "a-relire"
    A_VERIFIER = "a-verifier"
    REVENDICATIONS = "revendications"
    SIGNALEMENTS = "signalements"


LIBELLES: Final = {
    File.A_RELIRE: "À relire avant publication",
    File.A_VERIFIER: "À vérifier après publication",
    File.REVENDICATIONS: "Revendications",
    File.SIGNALEMENTS: "Erreurs signalées",
}


@dataclass(frozen=True)
class DossierEnAttente:
    quoi: str
    structure: str
    qui: str
    depuis: datetime
    adresse: str
    avis: str = ""  # where the second reading stands
    presse: bool = False  # waits for longer than the team lets it


def list_file(choisie: File | None, maintenant: datetime) -> list[DossierEnAttente]:
    """Return one queue, or all of them, the oldest first; what waits too long says so."""
    files = [choisie] if choisie else list(File)
    lignes = [ligne for file in files for ligne in _LECTEURS[file](_REQUETES[file]())]
    limite = maintenant - DELAI
    return [
        replace(ligne, presse=ligne.depuis < limite)
        for ligne in sorted(lignes, key=lambda ligne: ligne.depuis)
    ]


def count_files() -> dict[File, int]:
    return {file: _REQUETES[file]().count() for file in File}


@dataclass(frozen=True)
class ControleLiens:
    """How many addresses of public sheets were checked, out of how many, and since when."""

    total: int
    verifies: int
    depuis: datetime | None  # the day of the oldest check


def count_liens() -> ControleLiens:
    publics = LienFiche.objects.filter(fiche__etat=EtatFiche.PUBLIEE)
    return ControleLiens(
        **publics.aggregate(
            total=Count("pk"), verifies=Count("verifie_le"), depuis=Min("verifie_le")
        )
    )


def dead_links() -> QuerySet[LienFiche]:
    morts = LienFiche.objects.filter(etat=EtatLien.MORT, fiche__etat=EtatFiche.PUBLIEE)
    return morts.select_related("fiche").order_by("fiche__structure", "pk")


def _depots(etat: EtatDepot) -> QuerySet[Depot]:
    avis = Relecture.objects.filter(depot=OuterRef("pk")).order_by("-ecrite_le", "-pk")
    depots = Depot.objects.filter(etat=etat).select_related("auteur", "organisation", "fiche")
    return depots.annotate(dernier_avis=Subquery(avis.values("sens")[:1]))


def _read_depots(depots: Iterable[Any]) -> Iterator[DossierEnAttente]:
    for depot in depots:
        yield DossierEnAttente(
            depot.get_nature_display(),
            depot.nom,
            name_deposant(depot),
            cast("datetime", depot.soumis_le),  # drafts do not wait
            reverse("registre:moderation_depot", args=[depot.pk]),
            avis=SensRelecture(sens).label if (sens := depot.dernier_avis) else "",
        )


def _read_revendications(revendications: QuerySet[Revendication]) -> Iterator[DossierEnAttente]:
    for revendication in revendications:
        yield DossierEnAttente(
            "Revendication",
            revendication.fiche.structure,
            f"{revendication.demandeur.nom_complet} ({revendication.demandeur.courriel})",
            revendication.creee_le,
            reverse("registre:moderation_revendication", args=[revendication.pk]),
        )


def _read_signalements(signalements: QuerySet[Signalement]) -> Iterator[DossierEnAttente]:
    for signalement in signalements:
        yield DossierEnAttente(
            f"Signalement : {signalement.get_nature_display().lower()}",
            signalement.fiche.structure,
            signalement.courriel or "une personne sans adresse",
            signalement.creee_le,
            reverse("registre:moderation_signalement", args=[signalement.pk]),
        )


_REQUETES: Final[dict[File, Callable[[], QuerySet[Any]]]] = {
    File.A_RELIRE: lambda: _depots(EtatDepot.SOUMIS),
    File.A_VERIFIER: lambda: _depots(EtatDepot.A_VERIFIER),
    File.REVENDICATIONS: lambda: Revendication.objects.filter(
        etat=EtatRequete.EN_ATTENTE, demandeur__is_active=True
    ).select_related("fiche", "demandeur"),
    File.SIGNALEMENTS: lambda: Signalement.objects.filter(
        etat=EtatRequete.EN_ATTENTE
    ).select_related("fiche"),
}
_LECTEURS: Final[dict[File, Callable[..., Iterator[DossierEnAttente]]]] = {
    File.A_RELIRE: _read_depots,
    File.A_VERIFIER: _read_depots,
    File.REVENDICATIONS: _read_revendications,
    File.SIGNALEMENTS: _read_signalements,
}


# A second reading: asked of the others, or given. It binds nobody: who is away blocks nothing.


@transaction.atomic
def write_relecture(
    depot: Depot, sens: SensRelecture, texte: str, auteur: Utilisateur, maintenant: datetime
) -> None:
    relecture = Relecture.objects.create(
        depot=depot, sens=sens, texte=texte, auteur=auteur, ecrite_le=maintenant
    )
    record("depot.relecture", auteur=auteur, objet=depot, organisation_siren=depot.siren)
    for personne in list_moderateurs(Operation.MODERER_DEPOT):
        if personne != auteur:
            tell_relecture(personne, relecture)


def _is_decide(relecture: Relecture) -> str:
    attend = relecture.depot.etat in A_TRAITER
    return "" if attend else "Le dépôt a été traité depuis."


@courriel(make_avis("Second avis sur un dépôt", sujet=Sujet.EQUIPE, arret=_is_decide))
def tell_relecture(relecture: Relecture) -> Contexte:
    depot, sens = relecture.depot, relecture.get_sens_display().lower()
    qui = relecture.auteur.nom_complet if relecture.auteur else "Une personne de l’équipe"
    suite = (
        f"Sans réponse au bout de {ATTENTE_AVIS.days} jours, {qui} décidera."
        if relecture.sens == SensRelecture.DEMANDE
        else ""
    )
    return compose_avis(
        f"Registre\u00a0: {depot.nom}, {sens}",
        [f"{qui}\u00a0: {sens}.", relecture.texte, suite],
        (reverse("registre:moderation_depot", args=[depot.pk]), "Ouvrir le dépôt"),
    )


def may_decide_alone(depot: Depot, maintenant: datetime) -> bool:
    """Say whether a second reading that was asked for has waited long enough."""
    derniere = depot.relectures.order_by("ecrite_le", "pk").last()
    return (
        derniere is not None
        and derniere.sens == SensRelecture.DEMANDE
        and derniere.ecrite_le <= maintenant - ATTENTE_AVIS
    )


def remind_equipe(maintenant: datetime) -> None:
    """Write to the whole team, of whom one may be away, when something has waited for too long."""
    if _list_presses(maintenant):
        for personne in list_moderateurs(Operation.MODERER_DEPOT):
            tell_retard(personne)


@courriel(
    make_avis("Rappel de ce qui attend au registre", sujet=Sujet.EQUIPE, retard=timedelta(days=1))
)
def tell_retard() -> Contexte:
    presses = _list_presses(timezone.now())
    if not presses:
        raise PlusUtile("Plus rien n’attend depuis trop longtemps.")
    lignes = [
        f"{ligne.structure} ({ligne.quoi.lower()}), depuis le {format_date_courte(ligne.depuis)}"
        for ligne in presses[:RAPPEL_MAX]
    ]
    return compose_avis(
        f"Registre\u00a0: {len(presses)} à traiter depuis plus de {DELAI.days} jours",
        ["Ce qui attend, du plus ancien au plus récent\u00a0:", *lignes],
        (reverse("registre:moderation"), "Ouvrir la file"),
    )


def _list_presses(maintenant: datetime) -> list[DossierEnAttente]:
    return [ligne for ligne in list_file(None, maintenant) if ligne.presse]


# What the team decides of a deposit; two people at once: the second is told.


@transaction.atomic
def accept(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    _decide(depot, version, ActeDepot.ACCEPTATION, auteur, maintenant, reponse)
    organisation = depot.organisation if depot.fiche is None else None
    publish_depot(depot, auteur, maintenant, PAR_EQUIPE, organisation)
    _note(ActeDepot.ACCEPTATION, depot, auteur)
    courriels.tell_accepte(courriels.find_deposant(depot), depot)


@transaction.atomic
def send_back(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Ask the depositor to take her deposit up again; what is published stays meanwhile."""
    _decide(depot, version, ActeDepot.RETOUR, auteur, maintenant, reponse)
    _note(ActeDepot.RETOUR, depot, auteur)
    courriels.tell_a_reprendre(courriels.find_deposant(depot), depot)


@transaction.atomic
def reject(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _decide(depot, version, ActeDepot.REJET, auteur, maintenant, reponse)
    _note(ActeDepot.REJET, depot, auteur)
    courriels.tell_rejete(courriels.find_deposant(depot), depot)


@transaction.atomic
def mark_checked(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    _decide(depot, version, ActeDepot.VERIFICATION, auteur, maintenant, reponse)
    _note(ActeDepot.VERIFICATION, depot, auteur)


@transaction.atomic
def take_back(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _decide(depot, version, ActeDepot.RETRAIT, auteur, maintenant, reponse)
    if depot.fiche is not None and depot.fiche.etat == EtatFiche.PUBLIEE:
        withdraw_fiche(depot.fiche, reponse, auteur, maintenant)
    _note(ActeDepot.RETRAIT, depot, auteur)
    courriels.tell_rejete(courriels.find_deposant(depot), depot)


def _decide(
    depot: Depot,
    version: int,
    acte: ActeDepot,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    change_etat(depot, version, acte, traite_le=maintenant, traite_par=auteur, reponse=reponse)


def _note(acte: ActeDepot, depot: Depot, auteur: Utilisateur) -> None:
    record(
        acte.geste,
        auteur=auteur,
        objet=depot,
        organisation_siren=depot.siren,
        details={"reponse": depot.reponse} if depot.reponse else {},
    )
