"""What time does, and an account that goes: reminders, the waiting list, what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from spaser.metier.agenda.places import TIENNENT, EtatInscription
from spaser.web.agenda import courriels
from spaser.web.agenda.liens import MIENNE
from spaser.web.agenda.models import Evenement, Inscription
from spaser.web.agenda.services.inscriptions import move_places
from spaser.web.commun.models import LienPartage
from spaser.web.comptes.models import Utilisateur

VEILLE: Final = timedelta(hours=24)
TROP_PRES: Final = timedelta(hours=2)  # of the start: the reminder of the last hour is enough
HEURE: Final = timedelta(hours=1)


@transaction.atomic
def send_rappels(maintenant: datetime) -> int:
    """Remind those who have a place of an event of the next day, then of the next hour, once."""
    proches = Evenement.objects.publies().filter(
        debut__gt=maintenant, debut__lte=maintenant + VEILLE
    )
    return sum(_remind(evenement, maintenant) for evenement in proches)


def _remind(evenement: Evenement, maintenant: datetime) -> int:
    reste = evenement.debut - maintenant
    if reste <= HEURE:
        champ, ecrit = "heure_pour", courriels.remind_heure
    elif reste > TROP_PRES:
        champ, ecrit = "veille_pour", courriels.remind_veille
    else:
        return 0
    siennes = evenement.inscriptions.select_for_update().tenues()
    dues = list(siennes.joignables().exclude(**{champ: evenement.debut}))
    for inscription in dues:
        ecrit(inscription.courriel, inscription, evenement.debut.isoformat())
    siennes.filter(pk__in=[i.pk for i in dues]).update(**{champ: evenement.debut})
    return len(dues)


def advance_files(maintenant: datetime) -> int:
    """Let offers end and places pass on, in each event where somebody waits for it."""
    en_cours = Evenement.objects.publies().filter(
        debut__gt=maintenant,
        inscriptions__etat__in=[EtatInscription.PROPOSEE.value, EtatInscription.EN_ATTENTE.value],
    )
    return sum(move_places(evenement, maintenant) for evenement in en_cours.distinct())


CONFIRMATION: Final = timedelta(days=3)
RETARD: Final = timedelta(days=3)  # of the mail that bears the link
GARDE: Final = timedelta(days=365)


@transaction.atomic
def forget_personnes(maintenant: datetime) -> None:
    """Drop the wishes that nobody confirmed; a year after an event, forget who came to it."""
    Inscription.objects.filter(
        etat=EtatInscription.A_CONFIRMER.value, demandee_le__lt=maintenant - CONFIRMATION - RETARD
    ).delete()
    vieilles = Inscription.objects.filter(evenement__fin__lt=maintenant - GARDE)
    vieilles.filter(accord_citation=False).exclude(organisme="").update(organisme="")
    vieilles.exclude(courriel="", prenom="", nom="").update(courriel="", prenom="", nom="")
    oubliees = Q(inscription=None) | Q(inscription__courriel="")
    LienPartage.objects.filter(oubliees, vue=MIENNE.vue).delete()


@transaction.atomic
def leave_agenda(personne: Utilisateur, maintenant: datetime) -> None:
    """Free the places of somebody who erases her account, and forget her name."""
    siennes = Inscription.objects.filter(courriel=personne.courriel)
    evenements = list(
        Evenement.objects.filter(inscriptions__in=siennes.filter(etat__in=TIENNENT)).distinct()
    )
    siennes.vives().filter(evenement__debut__gt=maintenant).update(
        etat=EtatInscription.DESISTEE.value, expire_le=None
    )
    siennes.update(prenom="", nom="", organisme="")
    for evenement in evenements:
        move_places(evenement, maintenant)
