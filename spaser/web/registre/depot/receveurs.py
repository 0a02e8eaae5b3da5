"""Signal receivers of the deposit: a file is refused; the owner of a trial joins."""

from __future__ import annotations

from django.dispatch import receiver

from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.signals import essai_fini
from spaser.web.registre import courriels
from spaser.web.registre.models import Depot, FichierDepot
from spaser.web.registre.models.depot import MODIFIABLES
from spaser.web.socle.journal import record
from spaser.web.socle.models import EtatFichier, Fichier
from spaser.web.socle.signals import fichier_controle


@receiver(fichier_controle, dispatch_uid="registre.fichier_controle")
def tell_refuse(sender: type, fichier: Fichier, **options: object) -> None:
    if fichier.etat != EtatFichier.REFUSE:
        return
    gardes = FichierDepot.objects.filter(fichier=fichier).select_related(
        "depot__auteur", "depot__organisation", "fichier"
    )
    for garde in gardes:
        record(
            "depot.fichier_refuse",
            objet=garde.depot,
            organisation_siren=garde.depot.siren,
            details={"fichier": str(fichier.pk)},
        )
        courriels.tell_fichier_refuse(courriels.find_deposant(garde.depot), garde)


@receiver(essai_fini, dispatch_uid="registre.essai_fini")
def hand_over(
    sender: type, membre: Utilisateur, organisation: Organisation, **options: object
) -> None:
    """Give an organisation the drafts that its new member wrote while she waited."""
    siens = Depot.objects.filter(auteur=membre, organisation=None, etat__in=MODIFIABLES)
    repris = [depot.pk for depot in siens if depot.siren == organisation.siren]
    Depot.objects.filter(pk__in=repris).update(organisation=organisation)
