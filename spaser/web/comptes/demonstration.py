"""Single-use links that sign in as a fictitious person: demonstration only, this machine only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse

from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.demonstration import USAGE
from spaser.web.socle.intergiciels import is_local
from spaser.web.socle.jetons import JetonRefuse, make_jeton, use_jeton

if TYPE_CHECKING:
    from django.http import HttpRequest

DUREE: Final = timedelta(hours=12)
DOMAINES: Final = ("@exemple.fr", "@demo.exemple")
REFUSE: Final = "Ce lien n’ouvre que les comptes fictifs de la démonstration."


def is_offered(request: HttpRequest) -> bool:
    """Say whether such links work here: a demonstration site, seen from its own machine."""
    return bool(settings.DEMONSTRATION) and is_local(request)


def make_lien(utilisateur: Utilisateur) -> str:
    """Return the path of a new link for a fictitious person."""
    jeton = make_jeton(USAGE, str(utilisateur.pk), DUREE)
    return reverse("comptes:lien_demonstration", args=[jeton])


def use_lien(jeton: str) -> Utilisateur:
    """Return who a link signs in; JetonRefuse if it opens nothing."""
    utilisateur = Utilisateur.objects.filter(pk=use_jeton(USAGE, jeton), is_active=True).first()
    if utilisateur is None or not utilisateur.courriel.endswith(DOMAINES):
        raise JetonRefuse(REFUSE)
    return utilisateur
