"""What was being typed when a session ended, kept until its author signs in again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest

CLE_FINIE: Final = "session_finie"
CLE_SAISIE: Final = "saisie_gardee"
DUREE_GARDE: Final = timedelta(hours=1)
TAILLE_MAXIMUM: Final = 200_000
_SECRETS: Final = ("csrfmiddlewaretoken", "mot_de_passe", "code", "password")


def note_fin(request: HttpRequest, personne: str) -> None:
    """Remember, in a fresh session, whose session has just ended."""
    request.session[CLE_FINIE] = str(personne)


def keep_saisie(request: HttpRequest) -> bool:
    """Keep the form just sent if its author's session had ended; say whether it was kept."""
    personne = request.session.get(CLE_FINIE)
    if request.method != "POST" or not personne:
        return False
    champs = [
        (nom, valeurs)
        for nom, valeurs in request.POST.lists()
        if not any(secret in nom for secret in _SECRETS)
    ]
    if sum(len(v) for _, valeurs in champs for v in valeurs) > TAILLE_MAXIMUM:
        return False
    request.session[CLE_SAISIE] = {
        "personne": personne,
        "chemin": request.get_full_path(),
        "champs": champs,
        "fichiers": bool(request.FILES),
        "le": timezone.now().isoformat(),
    }
    return True


def read_saisie(request: HttpRequest) -> dict[str, Any] | None:
    """Return what was kept for this very person; anyone else's is thrown away."""
    saisie: dict[str, Any] | None = request.session.get(CLE_SAISIE)
    if saisie is None:
        return None
    fraiche = timezone.now() - datetime.fromisoformat(saisie["le"]) < DUREE_GARDE
    if not fraiche or saisie["personne"] != str(request.user.pk):
        forget_saisie(request)
        return None
    return saisie


def forget_saisie(request: HttpRequest) -> None:
    """Throw away what was kept."""
    request.session.pop(CLE_SAISIE, None)
    request.session.pop(CLE_FINIE, None)
