"""Linking an e-mail account to ProConnect, once its owner has proved that it is hers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from spaser.web.comptes.models import Utilisateur, fold_courriel
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from django.http import HttpRequest

CLE_PROPOSEE: Final = "proconnect_liaison_proposee"
CLE_VOULUE: Final = "proconnect_liaison_voulue"
DUREE: Final = timedelta(minutes=15)
PRISE: Final = "prise"


def propose_liaison(request: HttpRequest, existant: Utilisateur, claims: dict[str, Any]) -> None:
    """Keep who ProConnect says this is while she proves that the account is hers."""
    if existant.sub or not existant.courriel_verifie_le or not existant.is_active:
        request.session[CLE_PROPOSEE] = PRISE
        return
    request.session[CLE_PROPOSEE] = {
        "sub": claims["sub"],
        "courriel": fold_courriel(claims["email"]),
        "le": timezone.now().isoformat(),
    }


def is_prise(request: HttpRequest) -> bool:
    """Say whether the address belongs to an account that may not be linked; asked once."""
    if request.session.get(CLE_PROPOSEE) != PRISE:
        return False
    del request.session[CLE_PROPOSEE]
    return True


def read_proposee(request: HttpRequest) -> dict[str, str] | None:
    """Return the link under way, for a quarter of an hour."""
    proposee = request.session.get(CLE_PROPOSEE)
    if not isinstance(proposee, dict) or _is_over(proposee):
        return None
    return proposee


def end_liaison(request: HttpRequest, utilisateur: Utilisateur) -> None:
    """Link the account whose password was just given to the identity kept."""
    proposee = request.session.pop(CLE_PROPOSEE)
    link_sub(utilisateur, proposee["sub"])


def want_liaison(request: HttpRequest) -> None:
    """Note that the person signed in wants the next ProConnect identity to be hers."""
    request.session[CLE_VOULUE] = {"personne": request.user.pk, "le": timezone.now().isoformat()}


def find_a_relier(request: HttpRequest) -> Utilisateur | None:
    """Return the person signed in who asked to be linked, if she still may be."""
    voulue = request.session.pop(CLE_VOULUE, None)
    if not voulue or _is_over(voulue):
        return None
    personne = request.user
    if not personne.is_authenticated or personne.pk != voulue["personne"] or personne.sub:
        return None
    return Utilisateur.objects.get(pk=voulue["personne"])


def link_sub(utilisateur: Utilisateur, sub: str) -> Utilisateur:
    """Make the ProConnect identity one of the account's keys."""
    utilisateur.sub = sub
    utilisateur.save(update_fields=["sub"])
    record("compte.liaison_proconnect", auteur=utilisateur, objet=utilisateur)
    return utilisateur


def _is_over(liaison: dict[str, Any]) -> bool:
    return timezone.now() - datetime.fromisoformat(liaison["le"]) > DUREE
