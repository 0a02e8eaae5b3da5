"""What the app `comptes` declares: tools, personal data, planned work, tasks."""

from datetime import datetime, timedelta
from typing import Any, Final

from axes.models import AccessAttempt
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from spaser.site.comptes import donnees_personnelles, sessions
from spaser.site.comptes.models import ChangementAdresse, SessionOuverte, Utilisateur
from spaser.site.socle.pages import Entree, Zone
from spaser.site.socle.taches.travailleur import planifie

# --- Removes what has expired: sessions, lock-outs, changes of address that nobody finished ---


GARDE_TENTATIVES: Final = timedelta(days=30)
GARDE_CHANGEMENTS: Final = timedelta(days=2)


@planifie("comptes.purge", toutes_les=timedelta(days=1))
def purge_comptes(maintenant: datetime) -> None:
    SessionOuverte.objects.filter(expire_date__lte=maintenant).delete()
    AccessAttempt.objects.filter(attempt_time__lte=maintenant - GARDE_TENTATIVES).delete()
    ChangementAdresse.objects.filter(demande_le__lte=maintenant - GARDE_CHANGEMENTS).delete()


# --- What opening a session leaves in it ---


@receiver(user_logged_in, dispatch_uid="comptes.describe_session")
def describe_session(
    sender: type[Utilisateur], request: HttpRequest, user: Utilisateur, **kwargs: Any
) -> None:
    maintenant = timezone.now().isoformat()
    request.session.update(
        {
            sessions.CLE_APPAREIL: sessions.describe_appareil(
                request.META.get("HTTP_USER_AGENT", "")
            ),
            sessions.CLE_ADRESSE: sessions.shorten_adresse(sessions.read_adresse(request)),
            sessions.CLE_OUVERTE: maintenant,
            sessions.CLE_VUE: maintenant,
            sessions.CLE_PREUVE: maintenant,
        }
    )


# --- What it keeps of a person, and its link ---


PARTS: Final = (donnees_personnelles.PART,)
MODELES: Final = donnees_personnelles.MODELES
REFAITS: Final = (donnees_personnelles.redo_effacements,)

ENTREES: Final = (
    Entree(
        "Mon compte",
        "comptes:profil",
        ordre=90,
        zone=Zone.OUTILS,
        icone="fr-icon-account-circle-line",
        visible=lambda request: request.user.is_authenticated,
    ),
)
